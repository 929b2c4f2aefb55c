import assert from 'node:assert/strict';
import { parseConfig } from '../../daemon/config/load.js';
import type { Config } from '../../daemon/config/schema.js';
import type { Happening } from '../../daemon/events/happening.js';
import type { LogLevel, RootLog } from '../../daemon/log.js';
import { reload } from '../../daemon/reload.js';
import { Bench, FIRST, logTo, SECOND } from './bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, watchPins } from './wallet.js';

const config = (toml: string): Config => parseConfig(toml, 'dmbootd.toml');

describe('a configuration that is read anew', () => {
  watchPins();

  let bench: Bench;
  afterEach(() => bench.stop());

  const told: string[] = [];
  const happened: string[] = [];
  let level: LogLevel | null;
  beforeEach(() => {
    told.splice(0);
    happened.splice(0);
    level = null;
  });
  const log: RootLog = {
    ...logTo((line) => told.push(line)),
    setLevel: (set) => {
      level = set;
    },
  };

  /** Reads this in place of what the bench was started with. */
  function read(toml: string | (() => Config), last = config('')): Config {
    const next = typeof toml === 'string' ? () => config(toml) : toml;
    const { supervisor, sources, store } = bench;
    const tell = (happening: Happening) => happened.push(happening.event);
    return reload({ first: config(''), last }, next, {
      supervisor,
      sources,
      log,
      tell,
      pins: store.pins,
    });
  }

  it('is followed by the cards that are in', async () => {
    bench = await Bench.start({
      cards: { [FIRST]: newCard(), [SECOND]: newCard({ iccid: OTHER_ICCID }) },
    });
    const denies = read(`[smartcard]\ndeny = ["iccid:${ICCID}"]\n`);
    await bench.settled();
    assert.deepEqual(bench.outcomes.slice(2).sort(), ['disabled: rule', 'unchanged']);
    assert.deepEqual(bench.purged, [ICCID]);
    read('', denies);
    await bench.settled();
    assert.deepEqual(bench.outcomes.slice(4).sort(), ['applied', 'unchanged']);
  });

  it('that switches cards off purges what they brought, be they in or not', async () => {
    bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    read('[smartcard]\nenabled = false\n');
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['applied', 'disabled: policy']);
    assert.deepEqual(bench.accounts, []);
  });

  it('that has a PIN lets a card that waited for one be read', async () => {
    bench = await Bench.start({ cards: { [FIRST]: newCard(GUARDED) } });
    read('[smartcard.pin]\ndefault = "1234"\n');
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['pin-required', 'applied']);
    assert.ok(!told.join().includes('1234'));
  });

  it('does not let a refused PIN be tried again', async () => {
    const wrong = '[smartcard.pin]\ndefault = "9999"\n';
    bench = await Bench.start({ config: wrong, cards: { [FIRST]: newCard(GUARDED) } });
    read(`${wrong}[smartcard]\nmin_tries_left = 2\nremoval_grace = "1s"\n`, config(wrong));
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['pin-rejected', 'pin-guarded: refused']);
  });

  it('makes of a visit that is under way nothing, and another one begins', async () => {
    let commands = 0;
    await new Promise<void>((asked) => {
      bench = new Bench({
        provider: {
          onCommand: () => {
            commands += 1;
            if (commands !== 3) return 'answer';
            asked();
            return new Promise<never>(() => {});
          },
        },
        cards: { [FIRST]: newCard() },
      });
      bench.supervisor.start();
    });
    read(`[smartcard]\ndeny = ["iccid:${ICCID}"]\n`);
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['disabled: rule']);
    assert.deepEqual(bench.bugs, []);
  });

  it('visits no card where nothing is said of cards that is new', async () => {
    bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    read('[log]\nlevel = "debug"\n');
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.equal(level, 'debug');
    assert.deepEqual(told, ['info the configuration was read anew']);
    assert.deepEqual(happened, ['reloaded']);
  });

  it('says as long as it is so what takes another start', async () => {
    bench = await Bench.start();
    const last = read('[readers]\nmatch = ["^A"]\n');
    read('[readers]\nmatch = ["^A"]\n', last);
    const line = 'warn taken at the next start only: readers.match';
    assert.equal(told.filter((one) => one === line).length, 2);
  });

  it('is refused where it is wrong: the old one is kept, and every line of the reason told', async () => {
    bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    const last = config('');
    assert.equal(read('[smartcard]\nmode = "4g"\n[log]\nlevel = "loud"\n', last), last);
    await bench.settled();
    assert.deepEqual(bench.outcomes, ['applied']);
    assert.equal(level, null);
    assert.deepEqual(happened, []);
    assert.deepEqual(
      told.map((line) => line.replace(/: expected.*/, '')),
      [
        'error the old configuration is kept: dmbootd.toml:2: smartcard.mode',
        'error the old configuration is kept: dmbootd.toml:4: log.level',
      ],
    );
  });

  it('that cannot be read for a fault of ours ends nothing', async () => {
    bench = await Bench.start();
    const last = config('');
    const kept = read(() => {
      throw new TypeError('a fault');
    }, last);
    assert.equal(kept, last);
    assert.match(told.join('\n'), /a fault of this program.*TypeError/);
  });
});
