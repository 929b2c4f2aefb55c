import { ORIGIN_KINDS, type Origin } from '../../../lib/tree/index.js';

/** Accounts by server, each with the number that all its values are. */
export type Accounts = Readonly<Record<string, number>>;

interface ModelLayer {
  readonly origin: Origin;
  readonly sequence: number;
  readonly message: string;
  readonly accounts: Map<string, number>;
  /** By server: the written name, or null where the account was deleted. */
  readonly writes: Map<string, string | null>;
}

export interface ModelAccount {
  readonly id: string;
  readonly serverId: string;
  readonly name: string;
  readonly isWritten: boolean;
  readonly origin: Origin;
}

/** The rules of layers once more, on plain maps and in the simplest way. */
export class Model {
  #layers: ModelLayer[] = [];
  readonly #ids = new Map<string, string>();
  #nextId = 1;
  #nextSequence = 1;

  apply(origin: Origin, accounts: Accounts, parts: number): 'applied' | 'unchanged' {
    const message = JSON.stringify([Object.entries(accounts), parts]);
    const old = this.#layers.find((layer) => same(layer.origin, origin));
    if (old?.message === message) {
      return 'unchanged';
    }
    const kept = [...(old?.writes ?? [])].filter(
      ([server]) => old?.accounts.get(server) === accounts[server],
    );
    this.#layers = this.#layers.filter((layer) => layer !== old);
    this.#layers.push({
      origin,
      sequence: old?.sequence ?? this.#nextSequence++,
      message,
      accounts: new Map(Object.entries(accounts)),
      writes: new Map(kept),
    });
    this.#count();
    return 'applied';
  }

  purge(origin: Origin): void {
    this.#layers = this.#layers.filter((layer) => !same(layer.origin, origin));
    this.#count();
  }

  /** False where the account cannot be seen. */
  write(server: string, name: string | null): boolean {
    const top = this.#top(server);
    if (top === undefined || top.writes.get(server) === null) {
      return false;
    }
    top.writes.set(server, name);
    return true;
  }

  accounts(): ModelAccount[] {
    const accounts: ModelAccount[] = [];
    for (const [serverId, id] of this.#ids) {
      const top = this.#top(serverId);
      const name = top?.writes.get(serverId);
      if (top !== undefined && name !== null) {
        accounts.push({
          id,
          serverId,
          name: name ?? `${top.accounts.get(serverId)}`,
          isWritten: name !== undefined,
          origin: top.origin,
        });
      }
    }
    return accounts.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  }

  #top(server: string): ModelLayer | undefined {
    return this.#layers
      .filter(({ accounts }) => accounts.has(server))
      .sort((a, b) => rank(a) - rank(b) || a.sequence - b.sequence)
      .at(-1);
  }

  #count(): void {
    const held = new Set(this.#layers.flatMap(({ accounts }) => [...accounts.keys()]));
    for (const server of this.#ids.keys()) {
      if (!held.has(server)) {
        this.#ids.delete(server);
      }
    }
    for (const server of this.#layers.at(-1)?.accounts.keys() ?? []) {
      if (!this.#ids.has(server)) {
        this.#ids.set(server, `a${this.#nextId++}`);
      }
    }
  }
}

const same = (a: Origin, b: Origin) => a.kind === b.kind && a.id === b.id;
const rank = ({ origin }: ModelLayer) => ORIGIN_KINDS.indexOf(origin.kind);
