import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromHex, toHex } from '../../lib/bytes.js';
import { type CardCheck, checkCard, ITEMS } from '../../lib/card-check/index.js';
import { DmbootError } from '../../lib/error.js';
import type { CardConnection, Slot } from '../../lib/reader/reader.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage, FileImage } from '../../lib/virtual-card/image.js';
import { endOf } from '../../lib/wbxml/index.js';
import { sample } from '../support/bench-card.js';
import { CASES } from '../traces/cases.js';

const SEED = 20130401;
const ONE = sample('one-account');
/** The card does not say who may read the file of the first entry. */
const BROKEN_FIRST = { brokenFirst: 'empty' } as const;
const guarded = { pin: { enabled: true }, read: { message: 'pin' } } as const;

/** What a card says in place of its answer, by the file that was selected last. */
type Instead = (command: Uint8Array, selected: string) => Uint8Array | null;

function answering(connection: CardConnection, instead: Instead): CardConnection {
  let selected = '';
  const { atr, protocol, share, capabilities } = connection;
  return {
    ...{ atr, protocol, share, capabilities },
    reset: () => connection.reset(),
    disconnect: (disposition) => connection.disconnect(disposition),
    transmit: async (command) => {
      if (command[1] === 0xa4) selected = toHex(command.subarray(5, 7));
      return instead(command, selected) ?? (await connection.transmit(command));
    },
  };
}

/** Checks a card, and sees to it that no PIN was tried. */
async function check(image: CardImage, instead: Instead = () => null): Promise<CardCheck> {
  const card = new VirtualCard(image);
  const provider = new VirtualProvider();
  const slot = new Promise<Slot>((resolve) => {
    provider.start((event) => event.kind === 'card' && resolve(event.slot));
  });
  provider.insert('Virtual 0', card);
  const connection = await (await slot).connect('exclusive', new AbortController().signal);
  try {
    return await checkCard(answering(connection, instead), { endOf, warn: () => undefined });
  } finally {
    await connection.disconnect('leave');
    await provider.stop();
    assert.equal(card.verifyAttempts, 0);
  }
}

const of = (card: BootstrapCard) => check(bootstrapImage({ message: ONE, ...card }));

const verdicts = ({ items }: CardCheck, verdict: string) =>
  items.filter((item) => item.verdict === verdict).map(({ id }) => id);

describe('a card under Appendix D', () => {
  it('has items with an id each, and a clause', () => {
    assert.equal(new Set(ITEMS.map(({ id }) => id)).size, ITEMS.length);
    for (const { clause } of ITEMS) assert.match(clause, /^D\.[1-4](\.\d)?(, D\.[1-4]\.\d)?$/);
  });

  for (const [what, card] of [
    ['a UICC', {}],
    ['a UICC over T=1', { protocol: 'T=1' }],
    ['a SIM', { mode: '2g' }],
    ['a private message of a UICC', { flags: { private: true }, ...guarded }],
    ['a private message of a SIM', { mode: '2g', flags: { private: true }, ...guarded }],
    ['rules in the file itself', { rules: 'expanded' }],
    ['rules in the EF ARR of the application', { rules: 'local-reference' }],
    ['rules by security environment', { rules: 'environments' }],
    ['an initialised file', { blank: true }],
    ['an absolute path', { path: 'absolute' }],
  ] as const) {
    it(`passes for ${what}`, async () => {
      const checked = await of(card);
      assert.deepEqual([verdicts(checked, 'fail'), verdicts(checked, 'warn')], [[], []]);
      assert.deepEqual([checked.strict.accepts, checked.lenient.accepts], [true, true]);
    });
  }

  for (const [what, card, failed, warned, outcome] of [
    ['no EF DIR', { absent: 'dir' }, ['dir', 'template'], [], 'no-application'],
    ['a transparent EF DIR', { dir: 'transparent' }, [], ['dir-linear'], 'message'],
    ['no template', { absent: 'record' }, ['template'], [], 'no-application'],
    ['no path in the template', { absent: 'path' }, ['template-path'], [], 'message'],
    [
      'none in 2G',
      { absent: 'path', mode: '2g' },
      ['template-path', 'select-path'],
      [],
      'no-application',
    ],
    ['no application', { absent: 'application' }, ['select-aid'], [], 'no-application'],
    ['no logical channel', { quirks: { channels: 0 } }, ['channel'], [], 'message'],
    ['no EF ODF', { absent: 'odf' }, ['odf', 'odf-leads'], [], 'no-bootstrap'],
    [
      'an EF ODF behind a PIN',
      { pin: { enabled: true }, read: { odf: 'pin' } },
      ['odf-read', 'odf-leads'],
      [],
      'pin-guarded',
    ],
    ['an EF ODF without a DODF', { absent: 'dodf-pointer' }, ['odf-leads'], [], 'no-bootstrap'],
    ['no entry', { absent: 'entry' }, ['entry'], [], 'no-bootstrap'],
    ['an oidDO', { entry: 'oid' }, ['entry-opaque'], [], 'message'],
    ['an OID that is wrapped twice', { entry: 'opaque-aliased' }, ['entry-oid'], [], 'message'],
    ['no label', { label: '' }, ['entry-label'], [], 'message'],
    [
      'two entries',
      BROKEN_FIRST,
      [],
      ['entry', 'entry-flags', 'file-read', 'file-kept'],
      'message',
    ],
    ['no file', { absent: 'message' }, ['file'], ['entry-flags'], 'no-bootstrap'],
    [
      'an invalidated file',
      { lifeCycle: 'deactivated' },
      ['file'],
      ['entry-flags'],
      'no-bootstrap',
    ],
    ['a message that is cut off', { message: ONE.subarray(0, 100) }, ['content'], [], 'malformed'],
    ['a PIN without a flag', guarded, [], ['entry-flags'], 'pin-required'],
    [
      'a flag without a PIN',
      { flags: { private: true } },
      [],
      ['entry-flags', 'flagged-pin'],
      'message',
    ],
    [
      'a message for an administrator',
      { read: { message: 'adm' } },
      ['file-read'],
      [],
      'pin-guarded',
    ],
    [
      'a message for CHV2',
      { mode: '2g', read: { message: 'chv2' }, pin: { enabled: true } },
      ['file-read'],
      [],
      'pin-guarded',
    ],
  ] as const satisfies readonly (readonly [
    string,
    BootstrapCard,
    readonly string[],
    readonly string[],
    string,
  ])[]) {
    it(`is told of ${what}`, async () => {
      const checked = await of(card);
      assert.deepEqual([verdicts(checked, 'fail'), verdicts(checked, 'warn')], [failed, warned]);
      assert.deepEqual(checked.strict, { accepts: failed.length === 0, because: failed });
      assert.equal(checked.lenient.outcome, outcome);
    });
  }

  for (const [fid, id] of [
    ['2F00', 'template'],
    ['5031', 'odf-leads'],
    ['6420', 'entry'],
    ['6421', 'content'],
  ] as const) {
    it(`is told with which status word a file is not read: ${fid}`, async () => {
      const { items, strict } = await check(bootstrapImage({ message: ONE }), (command, now) =>
        now === fid && [0xb0, 0xb2].includes(command[1]!) ? fromHex('6700') : null,
      );
      const item = items.find((one) => one.id === id)!;
      assert.equal(item.verdict, 'fail');
      assert.match(item.found, /^READ (BINARY|RECORD 1) of .*: 6700/);
      assert.equal(strict.accepts, false);
    });
  }

  it('is told of files that a user may change', async () => {
    const image = bootstrapImage({ mode: '2g', message: ONE });
    const open = (file: FileImage): FileImage =>
      file.kind === 'df'
        ? { ...file, files: file.files.map(open) }
        : {
            ...file,
            chv: file.fid === '5031' ? '01F044' : file.fid === '6421' ? '04F011' : '04F044',
          };
    const checked = await check({ ...image, mf: { ...image.mf, files: image.mf.files.map(open) } });
    assert.deepEqual(verdicts(checked, 'fail'), ['odf-kept', 'file-kept']);
  });

  it('comes to where the walk without a PIN comes, for every card of the collection', async () => {
    for (const { cards, change } of CASES) {
      for (const card of cards) {
        const image = bootstrapImage({ ...card, quirks: { ...card.quirks, at: {} } });
        const { lenient, strict } = await check(change?.(image) ?? image);
        // What a strict reader takes, a lenient one takes.
        if (strict.accepts)
          assert.ok(lenient.accepts || lenient.outcome === 'pin-guarded', lenient.outcome);
      }
    }
  });

  it('is judged or refused, whatever is in its files', async () => {
    const fids = ['2F00', '5031', '6420', '6421', '2F06'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<BootstrapCard>(
          {},
          { mode: '2g' },
          { dir: 'transparent' },
          { protocol: 'T=1' },
        ),
        fc.constantFrom(...fids),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        async (card, fid, at, put) => {
          const damaged = (hex: string): string => {
            if (hex === '') return hex;
            const where = 2 * (at % (hex.length / 2));
            const digits = Buffer.from(put).toString('hex');
            return (hex.slice(0, where) + digits + hex.slice(where + digits.length)).slice(
              0,
              hex.length,
            );
          };
          const damage = (file: FileImage): FileImage => {
            if (file.kind === 'df') return { ...file, files: file.files.map(damage) };
            if (file.fid.toUpperCase() !== fid) return file;
            return file.kind === 'transparent'
              ? { ...file, content: damaged(file.content) }
              : { ...file, records: file.records.map(damaged) };
          };
          const image = bootstrapImage({ message: ONE, ...card });
          try {
            const { items } = await check({
              ...image,
              mf: { ...image.mf, files: image.mf.files.map(damage) },
            });
            assert.equal(items.length, ITEMS.length);
          } catch (error) {
            assert.ok(error instanceof DmbootError && error.fault !== 'us', String(error));
          }
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });
});
