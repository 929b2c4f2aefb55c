import type { Command } from '../../daemon/ctl/command.js';
import { EXIT } from '../../daemon/exit.js';
import { DEFAULTS, type Option, type Options } from '../../daemon/options.js';
import type { Edition } from './edition.js';
import { MEANINGS } from './exits.js';
import { Page } from './page.js';
import { HELP } from './programs.js';
import { bold } from './roff.js';
import { head, purpose, sentence, synopsis } from './synopsis.js';

/** An option that so many commands take alike is described once, for all of them. */
const COMMON = 4;

/** How every command can end. */
const ALWAYS = [EXIT.ok, EXIT.usage, EXIT.software, EXIT.ioError] as const;

/** dmbootctl(1). */
export function dmbootctlPage(commands: readonly Command[], edition: Edition): string {
  const page = new Page({
    ...edition,
    name: 'dmbootctl',
    chapter: 1,
    does: 'asks dmbootd what it did and why, and works on cards and messages',
  });
  page.section('SYNOPSIS');
  page.roff(`${bold('dmbootctl')} \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIWORD\\fR]...`);
  page.section('DESCRIPTION');
  page.text(
    '**dmbootctl** asks a running dmbootd(8) over its control socket. Where none answers, it looks into the state folder, and says on standard error that it does. `--runtime` and `--state` say which daemon is meant, or which folder.',
    'With `--json` it prints what programs can read; without, what people can. Passwords, keys and nonces are masked, unless what is asked for is an exact conversion, or `--show-secrets` is given. Control characters in text from cards and messages are escaped.',
  );
  const common = commonOptions(commands);
  page.section('OPTIONS');
  page.text('Many commands take these; each says which.');
  options(page, Object.fromEntries(common));
  page.section('COMMANDS');
  for (const command of commands) described(page, command, common);
  page.section('EXIT STATUS');
  page.text('Codes are those of sysexits.h. Every command can end with');
  for (const code of ALWAYS) page.tagged(bold(String(code)), sentence(MEANINGS[code]));
  page.text('and each says with what others.');
  page.section('ENVIRONMENT');
  page.tagged(
    bold('NO_COLOR'),
    'If it is set to anything, there are no colours. There are none but on a terminal.',
  );
  page.tagged(bold('CREDENTIALS_DIRECTORY'), 'Where `retrieve` finds PINs, as dmbootd(8) does.');
  page.section('FILES');
  page.tagged(
    bold(`${DEFAULTS.runtime}/control.sock`),
    'The socket of the daemon, for the group `dmbootd`.',
  );
  page.tagged(bold(DEFAULTS.state), 'The state folder, which only its owner can read.');
  page.tagged(bold(DEFAULTS.config), 'The configuration: dmbootd.toml(5).');
  page.section('EXAMPLES');
  for (const { does, line } of commands.flatMap((command) => command.examples)) {
    page.text(sentence(does));
    page.example([line]);
  }
  page.seeAlso('dmbootd(8)', 'dmbootd.toml(5)', 'dmbootd-trace(5)');
  return page.toString();
}

const keyOf = (name: string, { help, value }: Option): string =>
  JSON.stringify([name, help, value]);

function commonOptions(commands: readonly Command[]): ReadonlyMap<string, Option> {
  const counts = new Map<string, number>();
  const common = new Map<string, Option>();
  for (const [name, option] of commands.flatMap((command) => Object.entries(command.options))) {
    const count = (counts.get(keyOf(name, option)) ?? 0) + 1;
    counts.set(keyOf(name, option), count);
    if (count === COMMON) common.set(name, option);
  }
  return common.set('help', HELP.help);
}

function described(page: Page, command: Command, common: ReadonlyMap<string, Option>): void {
  const { name, summary, more, words, exits } = command;
  page.subsection(name);
  page.roff(synopsis(`dmbootctl ${name}`, command.options, words));
  page.text(`${sentence(summary)} ${more}`);
  for (const word of words) page.tagged(`\\fI${word.name}\\fR`, sentence(word.help));
  const own = Object.entries(command.options).filter(([key, option]) => {
    const shared = common.get(key);
    return shared === undefined || keyOf(key, shared) !== keyOf(key, option);
  });
  options(page, Object.fromEntries(own));
  const codes = Object.entries(exits);
  if (codes.length === 0) return;
  page.text('Exit status:');
  for (const [code, meaning] of codes) page.tagged(bold(code), sentence(meaning));
}

function options(page: Page, all: Options): void {
  for (const [name, option] of Object.entries(all))
    page.tagged(head(name, option), purpose(option));
}
