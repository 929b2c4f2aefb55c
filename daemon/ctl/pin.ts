import { printableJson } from '../../lib/text.js';
import { Store } from '../../lib/tree/index.js';
import { EXIT, Exit } from '../exit.js';
import { DEFAULTS, parse } from '../options.js';
import type { Command } from './command.js';
import { reading, STATE_OPTIONS } from './state.js';

export const pin: Command = {
  words: 'forget IDENTITY',
  summary: 'forget that a card refused its PIN, so that it may be tried again',
  options: STATE_OPTIONS,
  async run(args) {
    const { values, positionals } = parse(STATE_OPTIONS, args);
    const [verb, identity, ...more] = positionals;
    if (verb !== 'forget' || identity === undefined || more.length > 0) {
      throw new Exit(EXIT.usage, 'expected: pin forget IDENTITY');
    }
    const folder = values.state ?? DEFAULTS.state;
    // A folder that nobody made is a slip of the pen, and not made here.
    reading(folder, () => undefined);
    const store = Store.open(folder, 'readers');
    try {
      const forgotten = store.forgetPins(identity);
      process.stdout.write(
        values.json
          ? `${printableJson({ identity, forgotten })}\n`
          : `${forgotten === 0 ? 'nothing was known' : 'forgotten'} of a PIN of ${identity}\n`,
      );
    } finally {
      store.close();
    }
    return EXIT.ok;
  },
};
