import type { Command } from '../../daemon/ctl/command.js';
import { COMMANDS } from '../../daemon/ctl/table.js';
import { OPTIONS } from '../../daemon/dmbootd-options.js';
import type { Options } from '../../daemon/options.js';

/** What every command takes besides its own options. */
export const HELP = {
  help: { type: 'boolean', short: 'h', help: 'print what there is to know, and end' },
} as const satisfies Options;

/** What completions know of a command; one without a name is the program itself. */
export type Completed = Pick<Command, 'name' | 'words' | 'summary' | 'options'>;

export interface Program {
  readonly name: string;
  readonly commands: readonly Completed[];
}

export const PROGRAMS: readonly Program[] = [
  { name: 'dmbootd', commands: [{ name: '', words: [], summary: '', options: OPTIONS }] },
  {
    name: 'dmbootctl',
    commands: COMMANDS.map((one) => ({ ...one, options: { ...one.options, ...HELP } })),
  },
];
