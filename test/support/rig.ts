import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import type { BenchCard } from './bench-card.js';
import { Dmbootd, type DmbootdOptions, Folder } from './dmbootd.js';
import { noRig, Pcscd, type SLOTS } from './pcscd.js';
import { otherProgram, processes } from './pcscd-client.js';
import { skipBecause } from './skip.js';

/** Milliseconds after which a card is noticed, said or not: a service that starts takes those that are there without a word. */
const UNSAID = 1_000;

/** A card that the service knows of. */
export interface Inserted {
  /** Takes it out. Resolves when the service has noticed. */
  remove(): Promise<void>;
}

/** A real PC/SC service for the tests of a suite, and all that a test starts around it: ended, and its traces gone, after each. */
export class Rig {
  #pcscd: Pcscd | null = null;
  readonly #daemons: Dmbootd[] = [];
  /** Those that are in. */
  readonly #cards = new Set<Inserted>();
  readonly #folders: Folder[] = [];
  readonly #programs: ChildProcess[] = [];

  /** Called in a suite, whose tests are skipped where there can be no such service; `args` are for the service. */
  constructor(args: readonly string[] = []) {
    const rig = this;
    before(async function () {
      if (noRig !== null) skipBecause(this, noRig);
      rig.#pcscd = new Pcscd(args);
      await rig.pcscd.start();
    });
    afterEach(() => rig.#clear());
    after(() => rig.#pcscd?.stop());
  }

  get pcscd(): Pcscd {
    assert.ok(this.#pcscd);
    return this.#pcscd;
  }

  folder(): Folder {
    const folder = new Folder();
    this.#folders.push(folder);
    return folder;
  }

  daemon(folder: Folder, options: DmbootdOptions = {}): Dmbootd {
    const daemon = new Dmbootd(folder, options);
    this.#daemons.push(daemon);
    return daemon;
  }

  /** Resolves when the service has noticed the card. */
  async put(
    card: BenchCard,
    { reader, port }: (typeof SLOTS)[number],
    onCommand?: CommandHook,
  ): Promise<Inserted> {
    const noticed = this.pcscd.said(new RegExp(`Card inserted into ${reader}$`));
    const session = card.put(port, onCommand);
    const inserted: Inserted = {
      remove: async () => {
        const gone = this.gone(reader);
        await session.remove();
        await gone;
      },
    };
    this.#cards.add(inserted);
    void session.closed.then(() => this.#cards.delete(inserted));
    await session.inserted;
    await Promise.race([noticed, pause(UNSAID)]);
    return inserted;
  }

  /** Resolves when the service notices that a card is out, from now on. */
  gone(reader: string): Promise<void> {
    return this.pcscd.said(new RegExp(`Card Removed From ${reader}$`));
  }

  /** Takes all cards out. */
  async takeAll(): Promise<void> {
    await Promise.all([...this.#cards].map((card) => card.remove()));
    await this.pcscd.empty();
  }

  /** Another PC/SC program on the card. */
  async other(...how: Parameters<typeof otherProgram>): Promise<ChildProcess> {
    const program = await otherProgram(...how);
    this.#programs.push(program);
    return program;
  }

  async #clear(): Promise<void> {
    if (this.#pcscd === null) return;
    const statuses = await Promise.all(this.#daemons.splice(0).map((daemon) => daemon.stop()));
    for (const program of this.#programs.splice(0)) program.kill('SIGKILL');
    await this.takeAll();
    for (const folder of this.#folders.splice(0)) folder.remove();
    assert.ok(
      statuses.every((status) => status === 0 || status === 'SIGKILL'),
      `a daemon ended with ${statuses.join(', ')}`,
    );
    assert.deepEqual([...processes('monitor'), ...processes('worker')], [], 'children are left');
  }
}
