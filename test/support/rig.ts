import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import type { VpcdSession } from '../../lib/virtual-card/vpcd.js';
import type { BenchCard } from './bench-card.js';
import { Dmbootd, type DmbootdOptions, Folder } from './dmbootd.js';
import { noRig, Pcscd } from './pcscd.js';
import { otherProgram, processes } from './pcscd-client.js';
import { skipBecause } from './skip.js';

/** A real PC/SC service for the tests of a suite, and all that a test starts around it: ended, and its traces gone, after each. */
export class Rig {
  #pcscd: Pcscd | null = null;
  readonly #daemons: Dmbootd[] = [];
  readonly #cards: VpcdSession[] = [];
  readonly #folders: Folder[] = [];
  readonly #programs: ChildProcess[] = [];

  /** Called in a suite, whose tests are skipped where there can be no such service. */
  constructor() {
    const rig = this;
    before(async function () {
      if (noRig !== null) skipBecause(this, noRig);
      rig.#pcscd = new Pcscd();
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

  /** Resolves when the reader has noticed the card. */
  async put(
    card: BenchCard,
    slot: { readonly port: number },
    onCommand?: CommandHook,
  ): Promise<VpcdSession> {
    const session = await card.put(slot, onCommand);
    this.#cards.push(session);
    return session;
  }

  /** Another PC/SC program on the card. */
  async other(...how: Parameters<typeof otherProgram>): Promise<ChildProcess> {
    const program = await otherProgram(...how);
    this.#programs.push(program);
    return program;
  }

  /** Takes all cards out. */
  async takeAll(): Promise<void> {
    await Promise.all(this.#cards.splice(0).map((card) => card.remove()));
    await this.pcscd.empty();
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
