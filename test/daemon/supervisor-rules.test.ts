import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { Bench, FIRST } from './bench.js';
import { GUARDED, ICCID, newCard, watchPins } from './wallet.js';

const IMSI = '001010123456789';
const PIN = '[smartcard.pin]\ndefault = "1234"\n';
const rules = (...lines: string[]): string => ['[smartcard]', ...lines, ''].join('\n');

/** EF IMSI asks for the PIN, which is disabled unless something else is said: it can be read. */
const ROWS: readonly {
  readonly what: string;
  readonly config: string;
  readonly card?: BootstrapCard;
  readonly outcome: string;
}[] = [
  {
    what: 'allows by the ICCID',
    config: rules(`allow = ["iccid:${ICCID.slice(0, 6)}"]`),
    outcome: 'applied',
  },
  {
    what: 'disables what is not allowed by the ICCID',
    config: rules('allow = ["iccid:8949"]'),
    outcome: 'disabled: rule',
  },
  {
    what: 'disables what is denied by the ICCID',
    config: rules(`deny = ["iccid:${ICCID}"]`),
    outcome: 'disabled: rule',
  },
  {
    what: 'lets deny win',
    config: rules('allow = ["iccid:89"]', `deny = ["iccid:${ICCID}"]`),
    outcome: 'disabled: rule',
  },
  {
    what: 'allows by the IMSI',
    config: rules('allow = ["imsi:00101"]'),
    outcome: 'applied',
  },
  {
    what: 'disables what is not allowed by the IMSI',
    config: rules('allow = ["imsi:26201"]'),
    outcome: 'disabled: rule',
  },
  {
    what: 'disables what is denied by the IMSI',
    config: rules(`deny = ["imsi:${IMSI}"]`),
    outcome: 'disabled: rule',
  },
  {
    what: 'reads the IMSI of a SIM, too',
    config: rules(`deny = ["imsi:${IMSI}"]`),
    card: { mode: '2g' },
    outcome: 'disabled: rule',
  },
  {
    what: 'takes a card without an IMSI for one that no IMSI rule allows',
    config: rules('allow = ["imsi:00101"]'),
    card: { imsi: null },
    outcome: 'disabled: rule',
  },
  {
    what: 'takes a card without an IMSI for one that no IMSI rule denies',
    config: rules('deny = ["imsi:00101"]'),
    card: { imsi: null },
    outcome: 'applied',
  },
  {
    what: 'verifies no PIN for the IMSI',
    config: rules('allow = ["imsi:00101"]') + PIN,
    card: { pin: { enabled: true } },
    outcome: 'disabled: rule',
  },
  {
    what: 'verifies no PIN for the IMSI of a SIM',
    config: rules('allow = ["imsi:00101"]') + PIN,
    card: { mode: '2g', pin: { enabled: true } },
    outcome: 'disabled: rule',
  },
  {
    what: 'reads the IMSI where the PIN is verified already',
    config: rules('allow = ["imsi:00101"]') + PIN,
    card: GUARDED,
    outcome: 'applied',
  },
  {
    what: 'takes a card without an ICCID for one that no ICCID rule allows',
    config: rules('allow = ["iccid:89"]'),
    card: { iccid: null },
    outcome: 'disabled: rule',
  },
  {
    what: 'takes a card without an ICCID for one that no ICCID rule denies',
    config: rules('deny = ["iccid:89"]'),
    card: { iccid: null },
    outcome: 'applied',
  },
];

describe('the rules for cards', () => {
  watchPins();

  for (const { what, config, card, outcome } of ROWS) {
    it(what, async () => {
      const bench = await Bench.start({ config, cards: { [FIRST]: newCard(card) } });
      assert.deepEqual(bench.outcomes, [outcome]);
      assert.equal(bench.accounts.length, outcome === 'applied' ? 1 : 0);
    });
  }

  it('read no more than the ICCID of a card that it denies', async () => {
    const card = newCard();
    await Bench.start({ config: rules('allow = ["iccid:8949"]'), cards: { [FIRST]: card } });
    assert.equal(card.transmits, 1);
  });

  it('purge a card that they denied since', async () => {
    const before = await Bench.start({ cards: { [FIRST]: newCard() } });
    const bench = await before.restart({
      config: rules(`deny = ["imsi:${IMSI}"]`),
      cards: { [FIRST]: newCard() },
    });
    assert.deepEqual(bench.outcomes, ['disabled: rule']);
    assert.deepEqual(bench.purged, [ICCID]);
  });
});

describe('the mode that is configured', () => {
  watchPins();

  for (const [mode, outcome] of [
    ['2g', '2g'],
    ['3g', '3g'],
    ['auto', '3g'],
  ] as const) {
    it(`${mode}: a UICC that serves 2G is used in ${outcome}`, async () => {
      const bench = await Bench.start({
        config: rules(`mode = "${mode}"`),
        cards: { [FIRST]: newCard({ serves2g: true }) },
      });
      assert.deepEqual(bench.outcomes, ['applied']);
      assert.equal(bench.reports[0]?.cards[0]?.mode, outcome);
    });
  }
});
