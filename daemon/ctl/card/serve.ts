import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Readable } from 'node:stream';
import { errorText } from '../../../lib/error.js';
import { printable } from '../../../lib/text.js';
import { VPCD_PORT, VpcdError } from '../../../lib/virtual-card/vpcd.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { linesOf } from './input.js';
import { command } from './lines.js';
import { Slots } from './slots.js';
import type { CARD_SERVE } from './table.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export async function run({ values, words }: Given<typeof CARD_SERVE>): Promise<ExitCode> {
  const port = values.port === undefined ? VPCD_PORT : portOf(values.port, words.length);
  const json = values.json ?? false;
  const slots = new Slots(words, port, values['run-programs'] ?? false, (text) => {
    process.stderr.write(`dmbootctl: ${printable(text)}\n`);
  });
  const end = new AbortController();
  const quit = (): void => end.abort();
  for (const signal of SIGNALS) process.once(signal, quit);
  const server =
    values.control === undefined ? null : await listen(values.control, slots, json, quit);
  try {
    for (let slot = 1; slot <= slots.count; slot += 1) await slots.insert(slot);
    process.stdout.write((await command(slots, 'status', json)).line.concat('\n'));
    const ended = end.signal.aborted ? Promise.resolve() : once(end.signal, 'abort');
    void obey(process.stdin, slots, json, quit, (line) => process.stdout.write(`${line}\n`));
    await ended;
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof VpcdError)) throw error;
    throw new Exit(EXIT.unavailable, errorText(error));
  } finally {
    for (const signal of SIGNALS) process.off(signal, quit);
    process.stdin.destroy();
    server?.close();
    if (values.control !== undefined && server !== null) rmSync(values.control, { force: true });
    await slots.stop();
  }
}

function portOf(text: string, count: number): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port + count - 1 <= 65535) return port;
  throw new Exit(EXIT.usage, '--port: expected a number from 1 to 65535, with room for all slots');
}

/** Does what lines say, one after the other, and answers each with a line. The end of the lines ends nothing else. */
async function obey(
  lines: Readable,
  slots: Slots,
  json: boolean,
  quit: () => void,
  say: (line: string) => void,
): Promise<void> {
  try {
    for await (const line of linesOf(lines)) {
      if (line.trim() === '') continue;
      const answer = await command(slots, line, json);
      say(answer.line);
      if (answer.quit) return quit();
    }
  } catch {
    // Whoever spoke hung up.
  }
}

/** The control socket, which is its owner's alone. @throws Exit 73 */
async function listen(
  path: string,
  slots: Slots,
  json: boolean,
  quit: () => void,
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    void obey(socket, slots, json, quit, (line) => socket.write(`${line}\n`));
  });
  const before = process.umask(0o177);
  try {
    server.listen(path);
    await once(server, 'listening');
    chmodSync(path, 0o600);
    return server;
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, `--control: ${errorText(error)}`);
  } finally {
    process.umask(before);
  }
}
