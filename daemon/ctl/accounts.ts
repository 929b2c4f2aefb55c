import { printableJson } from '../../lib/text.js';
import { EXIT, Exit } from '../exit.js';
import { parse } from '../options.js';
import { accountLines } from '../print.js';
import type { Command } from './command.js';
import { reading, STATE_OPTIONS } from './state.js';

export const accounts: Command = {
  words: '',
  summary: 'the accounts in the management tree',
  options: STATE_OPTIONS,
  async run(args) {
    const { values, positionals } = parse(STATE_OPTIONS, args);
    if (positionals.length > 0) throw new Exit(EXIT.usage, `unexpected word: ${positionals[0]}`);
    const list = reading(values.state, (store) => store.accounts());
    const text = values.json
      ? printableJson({ accounts: list })
      : list.flatMap(accountLines).join('\n') || 'no account';
    process.stdout.write(`${text}\n`);
    return EXIT.ok;
  },
};
