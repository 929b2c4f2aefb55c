import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Account, Store } from '../../lib/tree/index.js';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import { VpcdError, type VpcdSession } from '../../lib/virtual-card/vpcd.js';
import { isUnit, PLACES } from '../../systemd/debian/places.js';
import type { BenchCard } from './bench-card.js';
import { Journal } from './journal.js';
import { ROOT } from './paths.js';
import type { SLOTS } from './pcscd.js';
import { skipBecause } from './skip.js';

/** Why there is no systemd to test under; null where there is one. */
export const noSystemd =
  process.env['SYSTEMD_RIG'] === '1'
    ? null
    : 'needs test/support/systemd.sh around it: root, systemd, dbus, polkitd, pcscd, vsmartcard-vpcd';

export const UNIT = 'dmbootd.service';

const CONFIG = '/etc/dmbootd/dmbootd.toml';
const CREDENTIALS = '/etc/dmbootd/credentials';
/** The files of the sources. */
export const FACTORY = '/etc/dmbootd/factory.d';
export const HTTPS = '/etc/dmbootd/https';
const STATE = '/var/lib/dmbootd';
const DROP_INS = `/run/systemd/system/${UNIT}.d`;

/** A moment, unless nothing else is going on: a test that was given up must not keep the run from ending. */
const moment = (): Promise<void> => pause(100, undefined, { ref: false });

const execute = promisify(execFile);

/** What a program printed; rejects where it failed. */
export async function output(program: string, ...args: readonly string[]): Promise<string> {
  return (await execute(program, args)).stdout;
}

/** Resolves when this holds. For what tells nobody that it has changed. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await moment();
}

let installed = false;

/** Does what a package would do when it is installed. */
async function install(): Promise<void> {
  const from = join(ROOT, 'systemd');
  for (const name of readdirSync(from)) {
    if (isUnit(name)) cpSync(join(from, name), join(PLACES.units, name));
  }
  for (const name of ['sysusers.d', 'tmpfiles.d', 'polkit-1'] as const) {
    cpSync(join(from, name), PLACES[name], { recursive: true });
  }
  cpSync(join(from, 'dmbootd-hooks'), '/usr/lib/dmbootd/hooks');
  for (const name of ['dmbootd', 'dmbootctl']) {
    const script = `#!/bin/sh\nexec node ${ROOT}/dist/daemon/${name}.js "$@"\n`;
    writeFileSync(join('/usr/bin', name), script, { mode: 0o755 });
  }
  await output('systemd-sysusers', 'dmbootd.conf');
  await output('systemd-tmpfiles', '--create', 'dmbootd.conf');
  await output('systemctl', 'daemon-reload');
}

/** The daemon as a service of a real systemd, installed as a package would. After each test it is as new. */
export class Service {
  readonly #sessions = new Set<VpcdSession>();
  #journal: Journal | null = null;

  /**
   * Called in a suite, whose tests are skipped where there is no systemd.
   *
   * @param installs false where the tests themselves install, and go on from one another.
   */
  constructor({ installs = true } = {}) {
    const service = this;
    before(async function () {
      if (noSystemd !== null) skipBecause(this, noSystemd);
      if (installs && !installed) await install();
      installed ||= installs;
      service.#journal = new Journal();
    });
    beforeEach(() => service.#journal?.skip());
    afterEach(() => installs && service.#clear());
    after(() => service.#journal?.close());
  }

  get journal(): Journal {
    assert.ok(this.#journal);
    return this.#journal;
  }

  configure(toml: string): void {
    writeFileSync(CONFIG, toml);
  }

  credential(name: string, pin: string): void {
    writeFileSync(join(CREDENTIALS, name), `${pin}\n`, { mode: 0o600 });
  }

  /** Changes the unit for this test: lines of its section `[Service]`. */
  async change(...lines: readonly string[]): Promise<void> {
    mkdirSync(DROP_INS, { recursive: true });
    writeFileSync(join(DROP_INS, 'test.conf'), ['[Service]', ...lines, ''].join('\n'));
    await output('systemctl', 'daemon-reload');
  }

  /** Resolves when the job is done; rejects where it failed. */
  async do(verb: 'start' | 'stop' | 'restart' | 'reload'): Promise<void> {
    await output('systemctl', verb, UNIT);
  }

  /** A property of the unit, as `systemctl show` has it. */
  async show(property: string): Promise<string> {
    return (await output('systemctl', 'show', '--value', '-p', property, UNIT)).trim();
  }

  async pid(): Promise<number> {
    return Number(await this.show('MainPID'));
  }

  /** Resolves when a property of the unit has this value. */
  async shows(property: string, value: string | RegExp): Promise<void> {
    await eventually(async () => {
      const held = await this.show(property);
      return typeof value === 'string' ? held === value : value.test(held);
    });
  }

  /** Puts a card into a slot, as soon as there is a reader. */
  async put(
    card: BenchCard,
    { port }: (typeof SLOTS)[number],
    onCommand?: CommandHook,
  ): Promise<VpcdSession> {
    for (;;) {
      const session = card.put(port, onCommand);
      try {
        await session.inserted;
        this.#sessions.add(session);
        return session;
      } catch (error) {
        if (!(error instanceof VpcdError) || error.code !== 'unreachable') throw error;
        await moment();
      }
    }
  }

  accounts(): Account[] {
    const store = Store.openForReading(STATE);
    try {
      return store.accounts();
    } finally {
      store.close();
    }
  }

  async #clear(): Promise<void> {
    if (this.#journal === null) return;
    await Promise.all([...this.#sessions].map((session) => session.remove()));
    this.#sessions.clear();
    await this.do('stop');
    await output('systemctl', 'reset-failed');
    rmSync(CONFIG, { force: true });
    for (const folder of [CREDENTIALS, FACTORY, HTTPS, STATE]) {
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    }
    if (!existsSync(DROP_INS)) return;
    rmSync(DROP_INS, { recursive: true });
    await output('systemctl', 'daemon-reload');
  }
}
