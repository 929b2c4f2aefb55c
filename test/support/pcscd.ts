import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { VPCD_PORT } from '../../lib/virtual-card/vpcd.js';

/** Where `namespace.sh` keeps what belongs to the service; null outside of it. */
const RIG = process.env['PCSC_RIG'] ?? null;

/** Why there is no real PC/SC service to test behind; null where there can be one. */
export const noRig =
  RIG === null
    ? 'needs test/support/namespace.sh around it: root, pcscd, vsmartcard-vpcd, iproute2'
    : null;

/** A slot of the virtual reader: its name in PC/SC, and the port that a card's client connects to. */
export const SLOTS: readonly [VirtualSlot, VirtualSlot] = [slot(0), slot(1)];

interface VirtualSlot {
  readonly reader: string;
  readonly port: number;
}

function slot(at: number): VirtualSlot {
  return { reader: `Virtual PCD 00 0${at}`, port: VPCD_PORT + at };
}

/** A real PC/SC service with the two slots of Debian's virtual reader. It serves one process namespace: there is one at a time. */
export class Pcscd {
  readonly #rig: string;
  readonly #lines = new EventEmitter<{ line: [string] }>();
  readonly #present = new Set<string>();
  #process: ChildProcess | null = null;

  constructor() {
    if (RIG === null) throw new Error(noRig!);
    this.#rig = RIG;
  }

  /** Resolves when the service takes connections. */
  async start(): Promise<void> {
    const config = join(this.#rig, 'reader.conf');
    const port = `0x${VPCD_PORT.toString(16).toUpperCase()}`;
    await writeFile(
      config,
      [
        'FRIENDLYNAME "Virtual PCD"',
        `DEVICENAME /dev/null:${port}`,
        `LIBPATH ${join(this.#rig, 'libifdvpcd.so')}`,
        `CHANNELID ${port}\n`,
      ].join('\n'),
    );
    this.#present.clear();
    const child = spawn('pcscd', ['--foreground', '--info', '--config', config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    createInterface(child.stdout).on('line', (line) => this.#heard(line));
    await this.said(/daemon ready/);
    // The driver listens when its reader is opened, which may be a little later.
    while (!SLOTS.every(({ port }) => isListened(port))) await pause(5);
  }

  /** Resolves when the service prints a line that the pattern matches, from now on. */
  said(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const heard = (line: string) => {
        if (line.search(pattern) === -1) return;
        this.#lines.off('line', heard);
        resolve();
      };
      this.#lines.on('line', heard);
    });
  }

  /** Resolves when the service knows of a card in this reader, also where it knew before. */
  async holds(reader: string): Promise<void> {
    while (!this.#present.has(reader)) await this.said(/Card inserted/);
  }

  /** Resolves when the service knows of no card: it looks every 400 ms. */
  async empty(): Promise<void> {
    while (this.#present.size > 0) await this.said(/Card Removed/);
  }

  /** Ends the service; `SIGINT` in good order, reader by reader, `SIGTERM` at once, and `SIGKILL` leaves its socket behind. */
  async stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    this.#present.clear();
  }

  #heard(line: string): void {
    const moved = /Card (inserted into|Removed From) (.*)$/.exec(line);
    if (moved?.[1] === 'inserted into') this.#present.add(moved[2]!);
    else if (moved) this.#present.delete(moved[2]!);
    this.#lines.emit('line', line);
  }
}

/** Whether somebody in this network namespace takes connections at a port (proc(5), /proc/net/tcp; 0A is LISTEN). */
function isListened(port: number): boolean {
  const local = port.toString(16).toUpperCase().padStart(4, '0');
  return new RegExp(`:${local} 0+:0000 0A `).test(readFileSync('/proc/net/tcp', 'utf8'));
}
