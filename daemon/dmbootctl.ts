#!/usr/bin/env node
import { accounts } from './ctl/accounts.js';
import type { Command } from './ctl/command.js';
import { decode } from './ctl/decode.js';
import { pin } from './ctl/pin.js';
import { retrieve } from './ctl/retrieve.js';
import { tree } from './ctl/tree.js';
import { EXIT, Exit, type ExitCode } from './exit.js';
import { main } from './main.js';
import { describe } from './options.js';

const COMMANDS: Readonly<Record<string, Command>> = { accounts, tree, decode, retrieve, pin };

const usage = (): string => {
  const rows = Object.entries(COMMANDS).map(
    ([name, { words, summary }]) => [`${name} ${words}`.trim(), summary] as const,
  );
  const width = Math.max(...rows.map(([command]) => command.length));
  const lines = rows.map(([command, summary]) => `  ${command.padEnd(width)}  ${summary}`);
  return `Usage: dmbootctl COMMAND [OPTION]…\n\n${lines.join('\n')}\n\n'dmbootctl COMMAND --help' has the options of one.\n`;
};

const help = (name: string, { words, summary, options }: Command): string =>
  `Usage: dmbootctl ${`${name} ${words}`.trim()} [OPTION]…\n\n${summary}\n\n${describe({
    ...options,
    help: { type: 'boolean', short: 'h', help: 'print this' },
  })}\n`;

async function dmbootctl(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? process.stderr : process.stdout).write(usage());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Exit(EXIT.usage, `no such command: ${name}`);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(help(name, command));
    return EXIT.ok;
  }
  return await command.run(rest);
}

void main('dmbootctl', dmbootctl);
