import {
  type Command,
  type GroupCommand,
  type Item,
  type ItemCommand,
  isTnds,
  type OtherCommand,
} from '../syncml/index.js';
import type { Origin } from '../tree/model.js';
import { hasObjectTwice } from './identity.js';
import { carryOut } from './items.js';
import { type CommandEntry, type Failure, lengthOf, type Notes, shown } from './report.js';
import type { Scratch } from './scratch.js';
import { Secrets } from './secrets.js';
import { parseUri } from './uri.js';
import type { Workplace } from './workplace.js';

/** Status codes (OMA-SyncML-DMRepPro-V1_2) that are not an item's own. */
const OK = 200;
const NOT_EXECUTED = 215;
const ROLLED_BACK = 216;
const IN_ATOMIC = 500;
const ATOMIC_FAILED = 507;

/** Commands that ask for an answer, or give one: there is nobody to send it to. */
const INERT: ReadonlySet<string> = new Set(['Alert', 'Exec', 'Get', 'Results', 'Status']);

const UNSUPPORTED: Failure = { code: 406, note: 'this command is not supported in a bootstrap' };
const DUPLICATE: Failure = { code: 418, note: 'this message brings the same object twice' };

/** Leaves that say who their object is. */
const ID_LEAF = /(?:ServerID|NapId|ProxyId)\/?$/i;

/** As encoders number commands. */
const CMD_ID = /^\d{1,5}$/;

type Entry = { -readonly [Key in keyof CommandEntry]: CommandEntry[Key] };

/** Carries out the commands of a message, in its order, on its scratch tree. */
export class Executor {
  readonly entries: Entry[] = [];
  /** Of all commands, failed and skipped ones included. */
  readonly secrets = new Secrets();
  readonly #scratch: Scratch;
  readonly #origin: Origin;
  readonly #workplace: Workplace;

  constructor(scratch: Scratch, origin: Origin, notes: Notes) {
    this.#scratch = scratch;
    this.#origin = origin;
    this.#workplace = { scratch, secrets: this.secrets, notes };
  }

  run(commands: readonly Command[]): void {
    for (const command of commands) this.#run(command, false);
  }

  /** False where the command failed, so that an Atomic around it fails too. */
  #run(command: Command, inAtomic: boolean): boolean {
    const entry = this.#enter(command);
    switch (command.kind) {
      case 'atomic':
        return this.#atomic(command, entry, inAtomic);
      case 'sequence':
        return this.#sequence(command, inAtomic);
      case 'other':
        return this.#other(command, entry, inAtomic);
      default:
        return this.#items(command, entry);
    }
  }

  #enter(command: Command): Entry {
    const items = 'items' in command ? command.items : [];
    for (const { target, data } of items) this.secrets.add(target, data);
    const target = items[0]?.target;
    const entry: Entry = {
      cmdId: CMD_ID.test(command.cmdId) ? command.cmdId : '',
      name: command.name,
      target: target === undefined ? null : shownTarget(target),
      code: OK,
      note: null,
    };
    this.entries.push(entry);
    return entry;
  }

  /** All items or none. */
  #items({ kind, items }: ItemCommand, entry: Entry): boolean {
    const mark = this.#scratch.mark();
    for (const item of items) {
      const failure = carryOut(kind, item, this.#workplace);
      if (failure !== null) {
        this.#scratch.rollback(mark);
        entry.target = shownTarget(item.target);
        return fail(entry, failure);
      }
    }
    const mayRepeat = kind === 'copy' || (kind !== 'delete' && items.some(canRepeat));
    if (mayRepeat && hasObjectTwice(this.#scratch, this.#origin)) {
      this.#scratch.rollback(mark);
      return fail(entry, DUPLICATE);
    }
    return true;
  }

  #atomic({ commands }: GroupCommand, entry: Entry, inAtomic: boolean): boolean {
    if (inAtomic) {
      return fail(entry, { code: IN_ATOMIC, note: 'an Atomic inside an Atomic' });
    }
    const mark = this.#scratch.mark();
    const first = this.entries.length;
    if (this.#untilFailure(commands)) return true;

    this.#scratch.rollback(mark);
    for (const inner of this.entries.slice(first)) {
      if (inner.code === OK) inner.code = ROLLED_BACK;
    }
    return fail(entry, { code: ATOMIC_FAILED, note: 'a command in it failed' });
  }

  #sequence({ commands }: GroupCommand, inAtomic: boolean): boolean {
    if (inAtomic) return this.#untilFailure(commands);
    for (const command of commands) this.#run(command, false);
    return true;
  }

  #untilFailure(commands: readonly Command[]): boolean {
    let ok = true;
    for (const command of commands) {
      if (ok) ok = this.#run(command, true);
      else this.#skip(command);
    }
    return ok;
  }

  #skip(command: Command): void {
    this.#enter(command).code = NOT_EXECUTED;
    if ('commands' in command) for (const inner of command.commands) this.#skip(inner);
  }

  #other({ name }: OtherCommand, entry: Entry, inAtomic: boolean): boolean {
    if (name === 'Get' && inAtomic) {
      return fail(entry, { code: IN_ATOMIC, note: 'a Get inside an Atomic' });
    }
    if (!INERT.has(name)) return fail(entry, UNSUPPORTED);
    entry.code = null;
    entry.note = 'it has no meaning in a bootstrap';
    return true;
  }
}

/** False of an item that can give no object an identity that another one has. */
function canRepeat(item: Item): boolean {
  return isTnds(item) || item.format === 'node' || ID_LEAF.test(item.target);
}

/** A target if it is a URI of the tree. */
const shownTarget = (target: string): string =>
  /^\.(?:\/|$)/.test(target) && 'path' in parseUri(target) ? shown(target) : lengthOf(target);

function fail(entry: Entry, { code, note }: Failure): boolean {
  entry.code = code;
  entry.note = note;
  return false;
}
