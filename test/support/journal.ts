import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** An entry as `journalctl -o json` has it. */
export type JournalEntry = Readonly<Record<string, string>>;

/** Each field that is named has this value, or matches. */
export type Wanted = Readonly<Record<string, string | RegExp>>;

const fits = (entry: JournalEntry, wanted: Wanted): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const held = entry[name];
    if (held === undefined) return false;
    return typeof value === 'string' ? held === value : value.test(held);
  });

/** Entries that this run has put into the journal itself. */
let marks = 0;

/** What the journal of the rig's systemd gets: each entry is taken once, in order. */
export class Journal {
  /** Entries that nobody has taken. */
  #untaken: JournalEntry[] = [];
  #heard: () => void = () => {};
  readonly #child: ChildProcess;

  constructor() {
    this.#child = spawn('journalctl', ['--follow', '--lines=all', '--output=json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface(this.#child.stdout!).on('line', (line) => {
      this.#untaken.push(JSON.parse(line));
      this.#heard();
    });
  }

  /** The next entry that fits; those before it are dropped. */
  async next(wanted: Wanted): Promise<JournalEntry> {
    return (await this.until(wanted)).at(-1)!;
  }

  /** Everything up to and with the next entry that fits. */
  async until(wanted: Wanted): Promise<JournalEntry[]> {
    for (;;) {
      const at = this.#untaken.findIndex((entry) => fits(entry, wanted));
      if (at !== -1) return this.#untaken.splice(0, at + 1);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** Drops everything that the journal has got so far. */
  async skip(): Promise<void> {
    marks += 1;
    const mark = `mark ${marks}`;
    await promisify(execFile)('logger', [mark]);
    await this.next({ MESSAGE: mark });
  }

  close(): void {
    this.#child.kill();
  }
}
