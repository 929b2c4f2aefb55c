import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../daemon/ctl/table.js';
import { VERSION } from '../../daemon/version.js';
import { bashCompletion } from './bash.js';
import { dayOf } from './date.js';
import { dmbootctlPage } from './dmbootctl-page.js';
import { dmbootdPage } from './dmbootd-page.js';
import { fishCompletion } from './fish.js';
import { PROGRAMS } from './programs.js';
import { tomlPage } from './toml-page.js';
import { tracePage } from './trace-page.js';
import { zshCompletion } from './zsh.js';

/** The manual pages, by their file names. @param epoch seconds: the date that they bear */
export function pages(root: string, epoch: string): Readonly<Record<string, string>> {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const edition = { date: dayOf(epoch), version: VERSION };
  return {
    'dmbootctl.1': dmbootctlPage(COMMANDS, edition),
    'dmbootd-trace.5': tracePage(read('docs/trace-format.md'), edition),
    'dmbootd.8': dmbootdPage(edition),
    'dmbootd.toml.5': tomlPage(read('systemd/debian/dmbootd.toml'), edition),
  };
}

/** The completions for each shell, by their file names. */
export const completions = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PROGRAMS.flatMap((program) => [
      [`${program.name}.bash`, bashCompletion(program)],
      [`${program.name}.fish`, fishCompletion(program)],
      [`_${program.name}`, zshCompletion(program)],
    ]),
  );
