import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import type { BootstrapCard } from '../../../../lib/virtual-card/bootstrap-image.js';
import { ROOT } from '../../../support/paths.js';
import { heard } from '../../../support/secrecy.js';
import { recordedTrace } from '../../../traces/recorded.js';
import { captured } from '../../captured.js';

/** Markup, and characters that turn a line around, as a card may hold them in a label or a name. */
export const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror=alert(2)>"'\u202e`;

export const collected = (name: string): string => join(ROOT, 'apdu-traces', `${name}.trace`);

/** A trace with times: 8 ms and more for an answer, little for the host; always the same ones. */
export function timed(trace: string): string {
  let micros = 0;
  let answers = 0;
  return trace
    .split('\n')
    .map((line) => {
      const [word] = line.split(' ');
      const isAnswer = ['atr', '<', 'error'].includes(word!);
      if (!isAnswer && !['connect', '>', 'reset', 'removed'].includes(word!)) return line;
      answers += 1;
      micros += isAnswer ? 8000 + line.length * 110 : 120 + (answers % 7 === 0 ? 9000 : 0);
      return `+${(micros / 1e6).toFixed(6)} ${line}`;
    })
    .join('\n');
}

/** A folder of a suite, and what commands do in it. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'dmbootd-transcript-'));

  at(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.at(name), text);
    return this.at(name);
  }

  /** A trace of the collection with times. */
  timed(name: string): string {
    return this.write(
      `${name.replace('/', '-')}.trace`,
      timed(readFileSync(collected(name), 'utf8')),
    );
  }

  /** A trace that is recorded from a virtual card. */
  async recorded(card: BootstrapCard, name = 'recorded.trace'): Promise<string> {
    return this.write(name, await recordedTrace({ file: '', about: 'a card', cards: [card] }));
  }

  /** A page that a command writes; it is searched for secrets. */
  async page(...args: readonly string[]): Promise<string> {
    await captured(() => dispatch([...args, '-o', this.at('page.html')]));
    const page = readFileSync(this.at('page.html'), 'utf8');
    heard(page);
    return page;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** What a command prints, and its exit code; standard output is searched for secrets unless it is said that it may tell them. */
export const printed = (...args: readonly string[]) =>
  captured(() => dispatch(args), args.includes('--show-secrets') ? 'exact' : 'masked');
