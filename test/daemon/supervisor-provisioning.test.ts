import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { concat } from '../../lib/bytes.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { ROOT } from '../support/paths.js';
import { Bench, type BenchOptions, FIRST, SECOND } from './bench.js';
import { ICCID, newCard, sample, watchPins } from './wallet.js';

const PIN = '[smartcard.pin]\ndefault = "1234"\n';
const [A, B] = ['2.23.43.3.1', '2.23.43.3.2'] as const;

/** An access point and a proxy, of no account. */
const NET = { document: sample('provisioning/connections') };
/** An account of the server of `one-account`. */
const ACCOUNT = { document: sample('provisioning/account'), oid: B };
const ALONE = { absent: 'entry' } as const;
const LOCKED = { provisioning: [{ ...NET, read: 'pin' }], pin: { enabled: true } } as const;
const HALF = { document: NET.document.subarray(0, 40) };

const origin = { kind: 'smartcard', id: ICCID } as const;

/** The names of the access points that are in the tree. */
const naps = ({ store }: Bench): unknown[] =>
  store
    .tree()
    .filter(({ uri }) => /^\.\/NAP\/[^/]+\/NapId$/.test(uri))
    .map(({ value }) => value);

const documents = ({ store }: Bench): (string | null)[] =>
  store.documents(origin).map(({ kind, oid }) => (kind === 'dm' ? kind : oid));

const warnings = ({ lines }: Bench): string[] => lines.filter((line) => line.startsWith('warn'));

/** What became of a card, and then, after a restart, of another card of the same identity. */
async function both(
  [before, after]: readonly [BootstrapCard, BootstrapCard],
  [first, second]: readonly [BenchOptions?, BenchOptions?] = [],
): Promise<Bench> {
  const earlier = await Bench.start({ cards: { [FIRST]: newCard(before) }, ...first });
  assert.equal(earlier.outcome, 'applied');
  return await earlier.restart({ cards: { [FIRST]: newCard(after) }, ...second });
}

describe('CP documents of a card', () => {
  watchPins();

  for (const mode of ['2g', '3g'] as const) {
    it(`are applied with the message, and purged with it, in ${mode}`, async () => {
      const bench = await Bench.start({
        cards: { [FIRST]: newCard({ mode, provisioning: [NET] }) },
      });
      assert.deepEqual(bench.outcomes, ['applied']);
      assert.equal(bench.reports[0]?.cards[0]?.message?.length, sample('one-account').length);
      assert.deepEqual(documents(bench), ['dm', A]);
      assert.ok(naps(bench).includes('wap'));
      assert.deepEqual(
        bench.accounts.map(({ serverId }) => serverId),
        ['com.example.dm'],
      );
      await bench.remove(FIRST);
      assert.deepEqual([naps(bench), bench.accounts, bench.purged], [[], [], [ICCID]]);
      assert.deepEqual(bench.bugs, []);
    });

    it(`are enough without a message, in ${mode}`, async () => {
      for (const without of [ALONE, { blank: true }] as const) {
        const card = newCard({ mode, ...without, provisioning: [ACCOUNT] });
        const bench = await Bench.start({ cards: { [FIRST]: card } });
        assert.deepEqual(bench.outcomes, ['applied']);
        const [report] = bench.reports[0]!.cards;
        assert.deepEqual([report?.message, report?.label], [null, null]);
        assert.deepEqual(
          report?.accounts.map(({ uri }) => uri),
          ['./DMAcc/1'],
        );
        await bench.remove(FIRST);
        assert.deepEqual(bench.accounts, []);
      }
    });
  }

  for (const [what, padding] of [
    ['up to what pads the file', 20],
    ['to the end of the file', 0],
  ] as const) {
    it(`may be XML, ${what}`, async () => {
      const xml = readFileSync(join(ROOT, 'test/samples/provisioning/connections.xml'));
      const document = concat(xml, new Uint8Array(padding).fill(0xff));
      const card = newCard({ ...ALONE, provisioning: [{ document }] });
      const bench = await Bench.start({ cards: { [FIRST]: card } });
      assert.equal(bench.outcome, 'applied');
      assert.ok(naps(bench).includes('wap'));
      assert.deepEqual(bench.store.documents(origin)[0]?.bytes, Uint8Array.from(xml));
    });
  }

  it('are not looked for where the configuration says so', async () => {
    const bench = await Bench.start({
      config: '[smartcard.oids]\nprovisioning = []\n',
      cards: { [FIRST]: newCard({ provisioning: [NET] }) },
    });
    assert.equal(bench.outcome, 'applied');
    assert.deepEqual(documents(bench), ['dm']);
  });

  it('give way to the message where both hold the same account', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard({ provisioning: [ACCOUNT] }) } });
    assert.deepEqual(
      bench.accounts.map(({ uri }) => uri),
      ['./DMAcc/OperatorX'],
    );
    assert.deepEqual(documents(bench), ['dm', B]);
  });

  it('are read by other object identifiers, in the order of the configuration', async () => {
    const provisioning = [
      { ...ACCOUNT, oid: '2.23.43.5.1' },
      { ...NET, oid: '2.23.43.5.2' },
    ];
    const bench = await Bench.start({
      config: '[smartcard.oids]\nprovisioning = ["2.23.43.5.2", "2.23.43.5.1"]\n',
      cards: { [FIRST]: newCard({ ...ALONE, provisioning }) },
    });
    assert.deepEqual(documents(bench), ['2.23.43.5.2', '2.23.43.5.1']);
  });

  describe('make the layer', () => {
    const two = { provisioning: [NET, ACCOUNT] };
    it('unchanged, where all are the same', async () => {
      const bench = await both([two, two]);
      assert.deepEqual([bench.outcome, documents(bench)], ['unchanged', ['dm', A, B]]);
    });

    for (const [what, after, expected, hasNet] of [
      ['one is missing', { provisioning: [ACCOUNT] }, ['dm', B], false],
      [
        'the file of one is invalidated',
        { provisioning: [{ ...NET, file: 'invalidated' }, ACCOUNT] },
        ['dm', B],
        false,
      ],
      ['one is broken', { provisioning: [HALF, ACCOUNT] }, ['dm', B], false],
      ['the message is missing', { ...ALONE, ...two }, [A, B], true],
      ['one is another', { provisioning: [{ ...ACCOUNT, oid: A }, ACCOUNT] }, ['dm', A, B], false],
    ] as const) {
      it(`changed, where ${what}`, async () => {
        const bench = await both([two, after]);
        assert.deepEqual([bench.outcome, documents(bench)], ['applied', expected]);
        assert.equal(naps(bench).includes('wap'), hasNet);
      });
    }
  });

  describe('behind a PIN', () => {
    it('are applied with it', async () => {
      const bench = await Bench.start({ config: PIN, cards: { [FIRST]: newCard(LOCKED) } });
      assert.equal(bench.outcome, 'applied');
      assert.ok(naps(bench).includes('wap'));
    });

    it('are left out without it, with a warning', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard(LOCKED) } });
      assert.equal(bench.outcome, 'applied');
      assert.deepEqual(documents(bench), ['dm']);
      assert.deepEqual(warnings(bench), [`warn CP document ${A} is left out (pin-required)`]);
    });

    it('stay what they were where the PIN is locked later', async () => {
      const later = { ...LOCKED, pin: { enabled: true, left: 1 } };
      const bench = await both([LOCKED, later], [{ config: PIN }, { config: PIN }]);
      assert.deepEqual([bench.outcome, documents(bench)], ['unchanged', ['dm', A]]);
      assert.ok(naps(bench).includes('wap'));
      const warning = `warn CP document ${A} is taken as it was before (pin-guarded: tries)`;
      assert.deepEqual(warnings(bench), [warning]);
    });

    it('stay what they were beside a message that is another now', async () => {
      const later = { ...LOCKED, message: sample('other-server') };
      const bench = await both([LOCKED, later], [{ config: PIN }, { config: '' }]);
      assert.deepEqual([bench.outcome, documents(bench)], ['applied', ['dm', A]]);
      assert.deepEqual(
        bench.accounts.map(({ serverId }) => serverId),
        ['net.example.manage'],
      );
      assert.ok(naps(bench).includes('wap'));
    });

    it('are what the card is about, where there is nothing else', async () => {
      const alone = { ...ALONE, ...LOCKED };
      const bench = await both([alone, alone], [{ config: PIN }, { config: '' }]);
      assert.deepEqual([bench.outcome, documents(bench)], ['pin-required', [A]]);
      const [layer] = bench.store.layers();
      assert.equal(layer?.confirmed, false);
    });
  });

  describe('that are broken', () => {
    it('are passed over beside a message, with a warning', async () => {
      const bench = await Bench.start({ cards: { [FIRST]: newCard({ provisioning: [HALF] }) } });
      assert.deepEqual([bench.outcome, documents(bench)], ['applied', ['dm']]);
      assert.equal(warnings(bench).length, 1);
      assert.match(warnings(bench)[0]!, /is left out \(malformed: EF CP 6441, byte 40: /);
    });

    it('bring nothing where they can be read to their end and mean nothing, with a warning', async () => {
      const document = sample('one-account');
      const bench = await Bench.start({
        cards: { [FIRST]: newCard({ provisioning: [{ document }, ACCOUNT] }) },
      });
      assert.deepEqual([bench.outcome, documents(bench)], ['applied', ['dm', A, B]]);
      assert.equal(warnings(bench).length, 1);
      assert.match(warnings(bench)[0]!, /^warn CP document 2\.23\.43\.3\.1 brings nothing: /);
    });

    it('are malformed alone, and the layer goes', async () => {
      const bench = await both([
        { ...ALONE, provisioning: [NET] },
        { ...ALONE, provisioning: [HALF] },
      ]);
      assert.match(bench.outcome!, /^malformed: EF CP 6441, byte 40: /);
      assert.deepEqual([bench.purged, naps(bench)], [[ICCID], []]);
    });

    it('are malformed alone where they mean nothing', async () => {
      const card = newCard({ ...ALONE, provisioning: [{ document: sample('one-account') }] });
      const bench = await Bench.start({ cards: { [FIRST]: card } });
      assert.match(bench.outcome!, /^malformed: /);
      assert.deepEqual(bench.bugs, []);
    });
  });

  it('leave the layer as it is where the card fails at one of them, which is read later', async () => {
    const clock: SinonFakeTimers = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const whole = newCard({ provisioning: [NET] });
      await Bench.start({ cards: { [FIRST]: whole } });
      // The last two are the READ of the document and, in 3G, the end of the channel.
      const at = whole.transmits - 1;
      const quirks = { at: { [at]: { sw: '6F42' }, [at + 1]: { sw: '6F42' } } };
      const bench = await both([{ provisioning: [NET] }, { provisioning: [NET], quirks }]);
      assert.match(bench.outcome!, /^card-error: /);
      assert.deepEqual(documents(bench), ['dm', A]);
      await clock.tickAsync(1000);
      assert.equal(bench.outcome, 'unchanged');
    } finally {
      clock.restore();
    }
  });

  it('are a duplicate where another card of the same identity has others', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard({ provisioning: [NET] }) } });
    await bench.insert(SECOND, newCard({ provisioning: [NET] }));
    assert.equal(bench.outcome, 'unchanged');
    await bench.remove(SECOND);
    await bench.insert(SECOND, newCard());
    assert.equal(bench.outcome, 'rejected: duplicate-identity');
    await bench.remove(FIRST);
    assert.deepEqual([bench.outcome, documents(bench)], ['applied', ['dm']]);
  });

  it('are judged by the IMSI, without a message as well', async () => {
    const bench = await both(
      [
        { ...ALONE, provisioning: [NET] },
        { ...ALONE, provisioning: [NET] },
      ],
      [{}, { config: '[smartcard]\ndeny = ["imsi:00101"]\n' }],
    );
    assert.equal(bench.outcome, 'disabled: rule');
    assert.deepEqual(bench.purged, [ICCID]);
  });
});
