import { EXIT, Exit, type ExitCode } from '../exit.js';
import { parse } from '../options.js';
import type { Command, Given } from './command.js';
import { COMMANDS } from './table.js';

/** Runs what a command line of `dmbootctl` asks for; its errors are thrown. */
export async function dispatch(args: readonly string[]): Promise<ExitCode> {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h') {
    const { usage } = await import('./help.js');
    (first === undefined ? process.stderr : process.stdout).write(usage());
    return first === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = find(args);
  const rest = args.slice(command.name.split(' ').length);
  if (asksForHelp(rest)) {
    const { help } = await import('./help.js');
    process.stdout.write(help(command));
    return EXIT.ok;
  }
  const given = givenTo(command, rest);
  const { run } = await command.load();
  return await run(given);
}

/** What comes after `--` is a word, whatever it looks like. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

/** The command whose name the line begins with. */
function find(args: readonly string[]): Command {
  const found = COMMANDS.find(({ name }) => name.split(' ').every((word, at) => args[at] === word));
  if (found) return found;
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${args[0]} `));
  const expected = family.map(({ name }) => `: expected ${name}`).join('');
  throw new Exit(EXIT.usage, `no such command: ${args[0]}${expected}`);
}

function givenTo({ options, words }: Command, args: readonly string[]): Given {
  const { values, positionals } = parse(options, args);
  const missing = words.find(({ optional }, at) => optional !== true && at >= positionals.length);
  if (missing) throw new Exit(EXIT.usage, `expected ${missing.name}: ${missing.help}`);
  if (positionals.length > words.length && words.at(-1)?.multiple !== true) {
    throw new Exit(EXIT.usage, `unexpected word: ${positionals[words.length]}`);
  }
  return { values: values as Given['values'], words: positionals };
}
