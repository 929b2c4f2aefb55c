/**
 * A process to be killed. `hold DIR` owns a folder until then. `apply DIR` applies to it, for ever, layers all of whose values are one number,
 * with a purge and a PIN try in between, and says each number when it is on disk.
 */
import { writeSync } from 'node:fs';
import { Store } from '../../../lib/tree/index.js';
import { account, card, layer, many } from '../support.js';

const [task, dir] = process.argv.slice(2);
const store = Store.open(dir ?? '', 'readers');
writeSync(1, 'ready\n');
if (task === 'hold') {
  setInterval(() => store.accounts(), 60_000);
} else {
  for (let number = store.layers().length; ; number += 1) {
    const value = `${number}`;
    store.pins.begin('89', value, 3);
    store.apply(
      layer(
        card('89'),
        account('srv', { name: value, addresses: [value, value, value], secret: value }),
        many(`Of${value}`, 30),
      ),
      number % 5 === 4 ? { purge: [card('89')] } : {},
    );
    store.pins.clear('89', value);
    writeSync(1, `${value}\n`);
  }
}
