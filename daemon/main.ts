import { DmbootError, errorText } from '../lib/error.js';
import { printable } from '../lib/text.js';
import { ConfigError } from './config/error.js';
import { EXIT, Exit, type ExitCode } from './exit.js';
import { isJournal } from './systemd/journal.js';
import { prefixed } from './systemd/priority.js';

/** The exit code that an error of a room stands for, by its `code`. */
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  'in-use': EXIT.inUse,
  'wrong-kind': EXIT.config,
  newer: EXIT.config,
  absent: EXIT.noInput,
  'bad-uri': EXIT.usage,
  'bad-fault': EXIT.usage,
  'bad-shard': EXIT.usage,
  unwritable: EXIT.cannotCreate,
  'absent-module': EXIT.unavailable,
  down: EXIT.unavailable,
};

function status(error: unknown): ExitCode {
  if (error instanceof Exit) return error.status;
  if (error instanceof ConfigError) return EXIT.config;
  if (!(error instanceof DmbootError)) return EXIT.software;
  return BY_CODE[error.code] ?? (error.fault === 'us' ? EXIT.software : EXIT.data);
}

/** Runs a program: its error becomes one line on standard error and an exit code. */
export async function main(
  name: string,
  program: (args: readonly string[]) => Promise<ExitCode>,
): Promise<void> {
  // Who read our output may go: that ends neither a daemon nor a command. Output that is lost otherwise is a failure.
  let lost = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.stderr.write(`${name}: standard output: ${error.message}\n`);
    process.exitCode = EXIT.ioError;
  });
  process.stderr.on('error', () => undefined);
  // What waits for something that never comes ends without a word, and that is no success.
  process.exitCode = EXIT.software;
  try {
    const status = await program(process.argv.slice(2));
    if (!lost) process.exitCode = status;
  } catch (error) {
    process.exitCode = status(error);
    const lines = errorText(error)
      .split('\n')
      .map((line) => `${name}: ${printable(line)}`);
    if (process.exitCode === EXIT.usage) lines.push(`Try '${name} --help'.`);
    if (process.exitCode === EXIT.software && error instanceof Error) lines.push(error.stack ?? '');
    const told = lines.join('\n');
    const inJournal = isJournal(process.env['JOURNAL_STREAM']);
    process.stderr.write(`${inJournal ? prefixed('error', told) : told}\n`);
  }
}
