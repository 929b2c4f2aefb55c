import { Store } from '../../lib/tree/index.js';
import { EXIT, Exit } from '../exit.js';
import { DEFAULTS, parse } from '../options.js';
import type { Command } from './command.js';
import { STATE_OPTIONS } from './state.js';

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
    const store = Store.open(values.state ?? DEFAULTS.state, 'readers');
    try {
      const forgotten = store.forgetPins(identity);
      process.stdout.write(
        values.json
          ? `${JSON.stringify({ identity, forgotten })}\n`
          : `${forgotten === 0 ? 'nothing was known' : 'forgotten'} of a PIN of ${identity}\n`,
      );
    } finally {
      store.close();
    }
    return EXIT.ok;
  },
};
