import assert from 'node:assert/strict';
import { concat, equalBytes, fromHex } from '../../lib/bytes.js';
import { ReaderError } from '../../lib/reader/error.js';
import { provisioningEntry } from '../../lib/virtual-card/bootstrap-files.js';
import type { BootstrapCard, ProvisioningObject } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import {
  imageOf,
  messageOf,
  outcomeOf,
  PROVISIONING,
  stay,
  sw,
  verifies,
  type Walk,
  type WalkOptions,
  walk,
} from './bench.js';
import { changed, withContent } from './images.js';

const [FIRST, SECOND, THIRD] = PROVISIONING as [string, string, string];
const enabled = { enabled: true } as const;

/** A CP document of so many bytes. */
const cp = (length: number, more: Partial<ProvisioningObject> = {}): ProvisioningObject => ({
  document: messageOf(length),
  ...more,
});

/** `OID LENGTH` of each document, `OID OUTCOME: DETAIL` of one that was not read. */
function provisioningOf({ retrieved }: Walk): string[] {
  return (retrieved?.provisioning ?? []).map((one) => {
    if (one.kind === 'document') return `${one.oid} ${one.bytes.length}`;
    return `${one.oid} ${one.outcome}${one.detail === null ? '' : `: ${one.detail}`}`;
  });
}

const commands = ({ exchanges }: Walk): number =>
  exchanges.filter((line) => line !== 'reset').length;

/** Whether the file of the n-th CP document of the card was selected. */
const isSelected = ({ exchanges }: Walk, at = 0): boolean =>
  exchanges.some((line) => new RegExp(`^..A4.*64${(0x41 + at).toString(16)}(00)? > `).test(line));

for (const common of [
  { mode: '2g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=1' },
] as const) {
  describe(`the CP documents of a ${common.mode} card on ${common.protocol}`, () => {
    const on = (card: BootstrapCard, options?: WalkOptions): Promise<Walk> =>
      walk({ ...common, ...card }, options);

    it('are read behind the message, in the order of the policy', async () => {
      const provisioning = [cp(30, { oid: SECOND, label: 'B' }), cp(300, { label: '' })];
      const done = await on({ provisioning });
      assert.equal(outcomeOf(done), 'message');
      assert.deepEqual(provisioningOf(done), [`${FIRST} 300`, `${SECOND} 30`]);
      const [first, second] = done.retrieved!.provisioning;
      assert.ok(first?.kind === 'document' && equalBytes(first.bytes, messageOf(300)));
      assert.equal(first.label, null);
      assert.ok(second?.kind === 'document' && second.label === 'B');
      assert.ok(isSelected(done) && isSelected(done, 1));
      assert.deepEqual(done.warnings, []);
    });

    for (const entry of ['opaque', 'oid'] as const) {
      it(`are found in a DODF of their own (${entry})`, async () => {
        const done = await on({ entry, provisioning: [cp(30)], provisioningDodf: 'always' });
        assert.equal(outcomeOf(done), 'message');
        assert.deepEqual(provisioningOf(done), [`${FIRST} 30`]);
      });
    }

    it('are read where there is no message', async () => {
      for (const [card, outcome] of [
        [{ absent: 'entry' }, 'no-bootstrap'],
        [{ absent: 'message' }, 'no-bootstrap: EF DM_Bootstrap 6421 is missing'],
        [{ blank: true }, 'empty'],
        [{ absent: 'dodf', provisioningDodf: 'always' }, 'no-bootstrap: EF DODF 6420 is missing'],
      ] as const) {
        const done = await on({ ...card, provisioning: [cp(30)] });
        assert.equal(outcomeOf(done), outcome);
        assert.deepEqual(provisioningOf(done), [`${FIRST} 30`], outcome);
      }
    });

    it('are left alone where the message is closed or broken', async () => {
      const cards: readonly BootstrapCard[] = [
        { read: { message: 'pin' }, pin: enabled },
        { read: { message: 'adm' } },
        { read: { dodf: 'pin' }, pin: enabled },
        { message: messageOf(40).subarray(0, 30) },
      ];
      for (const card of cards) {
        const done = await on({ ...card, provisioning: [cp(30)] });
        assert.equal(done.retrieved?.kind, 'none');
        assert.deepEqual(provisioningOf(done), []);
        assert.ok(!isSelected(done));
      }
    });

    it('are not sought where none are wanted', async () => {
      const policy = { provisioning: [] };
      const cards = { provisioning: [cp(30)], provisioningDodf: 'always' } as const;
      const [without, done] = [await on({}), await on(cards, { policy })];
      assert.deepEqual(provisioningOf(done), []);
      assert.equal(done.exchanges.length, without.exchanges.length);
    });

    for (const card of [{}, { decoyDodfs: 2 }, { absent: 'entry', decoyDodfs: 2 }] as const) {
      it(`cost nothing on a card that has none: ${JSON.stringify(card)}`, async () => {
        const sought = await on(card);
        const unsought = await on(card, { policy: { provisioning: [] } });
        assert.deepEqual(sought.exchanges, unsought.exchanges);
      });
    }

    for (const file of ['missing', 'invalidated', 'empty'] as const) {
      it(`are the next one, where the first one's file is ${file}`, async () => {
        const done = await on({ provisioning: [cp(30, { file }), cp(50)] });
        assert.deepEqual(provisioningOf(done), [`${FIRST} 50`]);
        const warnings = file === 'empty' ? [] : [`CP document ${FIRST}: EF CP 6441 is ${file}`];
        assert.deepEqual(done.warnings, warnings);
      });

      it(`are none, where the only one's file is ${file}`, async () => {
        const done = await on({ provisioning: [cp(30, { file })] });
        assert.equal(outcomeOf(done), 'message');
        assert.deepEqual(provisioningOf(done), []);
      });
    }

    it('are one for each object identifier, the first', async () => {
      const done = await on({ provisioning: [cp(30), cp(50), cp(60, { oid: THIRD })] });
      assert.deepEqual(provisioningOf(done), [`${FIRST} 30`, `${THIRD} 60`]);
      assert.ok(!isSelected(done, 1));
    });

    it('may be broken, to the harm of nothing else', async () => {
      const broken = { document: messageOf(40).subarray(0, 30) };
      const done = await on({ provisioning: [broken, cp(50), cp(60, { oid: SECOND })] });
      assert.equal(outcomeOf(done), 'message');
      assert.deepEqual(provisioningOf(done), [
        `${FIRST} malformed: EF CP 6441, byte 30: the file ends before the message does`,
        `${SECOND} 60`,
      ]);
    });

    it('may stand beside a DODF that is broken, or missing', async () => {
      const image = imageOf({ ...common, provisioning: [cp(30)], provisioningDodf: 'always' });
      const pointers = 'A706300404026420 A706300404026450 A706300404026440';
      for (const [content, warning] of [
        ['302030', /^EF DODF 6450, byte 0: /],
        [null, /^EF DODF 6450 is missing/],
      ] as const) {
        const more = changed(image, '6440', (file) =>
          content === null ? file : [file, { kind: 'transparent', fid: '6450', content }],
        );
        const done = await stay(new VirtualCard(withContent(more, '5031', pointers)));
        assert.equal(outcomeOf(done), 'message');
        assert.deepEqual(provisioningOf(done), [`${FIRST} 30`]);
        assert.equal(done.warnings.length, 1);
        assert.match(done.warnings[0]!, warning);
      }
    });

    it('are found by entries whose other parts cannot be read', async () => {
      // A label of 256 bytes, then a path of three octets.
      const long = provisioningEntry('opaque', FIRST, 'x'.repeat(256), {}, { path: '6421' });
      const odd = provisioningEntry('opaque', SECOND, '', {}, { path: '642100' });
      const nowhere = provisioningEntry('opaque', THIRD, '', {}, { path: '' });
      const done = await on({ absent: 'entry', raw: { dodf: concat(long, odd, nowhere) } });
      assert.equal(outcomeOf(done), 'no-bootstrap');
      assert.deepEqual(
        provisioningOf(done).map((line) => line.replace(/ a path.*/, '')),
        [
          `${FIRST} 40`,
          `${SECOND} malformed: EF DODF 6420, byte 302: expected`,
          `${THIRD} malformed: EF DODF 6420, byte 323: expected`,
        ],
      );
    });

    it('are found by an object identifier that is wrapped twice, with a warning', async () => {
      const dodf = fromHex('3014 3000 3008 0606 0604672B0301 A106 3004 0402 6421');
      const done = await on({ raw: { dodf } });
      assert.deepEqual(provisioningOf(done), [`${FIRST} 40`]);
      assert.deepEqual(done.warnings, [`the OID ${FIRST} in EF DODF 6420 is wrapped twice`]);
    });

    it('are sought in so many entries and no more', async () => {
      const provisioning = Array.from({ length: 14 }, () => cp(30, { file: 'missing' }));
      const dodf = Array.from({ length: 40 }, () =>
        provisioningEntry('opaque', FIRST, '', {}, { path: '6499' }),
      );
      const done = await on({ provisioning, raw: { dodf: concat(...dodf) } });
      assert.deepEqual(provisioningOf(done), []);
      const selects = done.exchanges.filter((line) => /6499(00)? > /.test(line));
      assert.equal(selects.length, 32);
    });

    describe('behind a PIN', () => {
      const pin = enabled;
      const closed = { provisioning: [cp(30, { read: 'pin' })], pin } as const;

      it('are read with it', async () => {
        const done = await on(closed, { pin: '1234' });
        assert.deepEqual([outcomeOf(done), ...provisioningOf(done)], ['message', `${FIRST} 30`]);
        assert.equal(done.card.verifyAttempts, 1);
        assert.equal(done.retrieved?.pinVerified, true);
      });

      it('are read with the one that the message took', async () => {
        const done = await on({ ...closed, read: { message: 'pin' } }, { pin: '1234' });
        assert.deepEqual([outcomeOf(done), ...provisioningOf(done)], ['message', `${FIRST} 30`]);
        assert.equal(done.card.verifyAttempts, 1);
      });

      for (const [what, card, options, outcome, tries] of [
        ['is not configured', closed, {}, 'pin-required', 0],
        ['is wrong', closed, { pin: '4321' }, 'pin-rejected', 1],
        [
          'has one try left',
          { ...closed, pin: { ...enabled, left: 1 } },
          { pin: '1234' },
          'pin-guarded: tries',
          0,
        ],
        ['is of a shared card', closed, { pin: '1234', share: 'shared' }, 'pin-guarded: shared', 0],
        [
          'is no use',
          { provisioning: [cp(30, { read: 'adm' })], pin },
          { pin: '1234' },
          'pin-guarded: access',
          0,
        ],
      ] as const) {
        it(`stay closed where it ${what}, and the message stands`, async () => {
          const done = await on(card, options);
          assert.equal(outcomeOf(done), 'message');
          assert.deepEqual(provisioningOf(done), [`${FIRST} ${outcome}`]);
          assert.equal(done.card.verifyAttempts, tries);
        });
      }

      it('cost one try at most, however many there are', async () => {
        const more = [FIRST, SECOND, THIRD].map((oid) => cp(30, { oid, read: 'pin' }));
        const done = await on({ provisioning: more, pin }, { pin: '4321' });
        assert.equal(done.card.verifyAttempts, 1);
        assert.equal(provisioningOf(done)[0], `${FIRST} pin-rejected`);
        assert.match(provisioningOf(done)[2]!, new RegExp(`^${THIRD} pin-guarded`));
      });

      it('do not hide those that anyone may read', async () => {
        const more = [...closed.provisioning, cp(50), cp(60, { oid: SECOND })];
        const done = await on({ provisioning: more, pin });
        assert.deepEqual(provisioningOf(done), [`${FIRST} pin-required`, `${SECOND} 60`]);
      });

      it('of their DODF are not sought', async () => {
        const card = { provisioning: [cp(30)], provisioningDodf: 'pin', pin } as const;
        const done = await on(card, { pin: '1234' });
        assert.deepEqual([outcomeOf(done), provisioningOf(done)], ['message', []]);
        assert.deepEqual(verifies(done.exchanges), []);
      });

      it('of their DODF are read where it was opened for the message', async () => {
        const card = { provisioning: [cp(30)], provisioningDodf: 'pin', pin } as const;
        const done = await on({ ...card, absent: 'entry' }, { pin: '1234' });
        assert.deepEqual(
          [outcomeOf(done), ...provisioningOf(done)],
          ['no-bootstrap', `${FIRST} 30`],
        );
      });
    });

    it('are read twice where another program shares the card', async () => {
      const card = { provisioning: [cp(30)] };
      const done = await on(card, { share: 'shared' });
      assert.deepEqual(provisioningOf(done), [`${FIRST} 30`]);
      assert.equal(done.exchanges.filter((line) => line.includes('> 02001B')).length, 2);
      let reads = 0;
      const before = (_: number, command: Uint8Array) =>
        command[1] === 0xb0 && command[4] === 30 && ++reads === 2
          ? Uint8Array.of(...new Uint8Array(30), 0x90, 0x00)
          : undefined;
      const unequal = await on(card, { share: 'shared', before });
      assert.match(outcomeOf(unequal), /^card-error: EF CP 6441 was not the same/);
    });

    it('end the walk where the card or its reader fails', async () => {
      const card = { provisioning: [cp(30)], provisioningDodf: 'always' } as const;
      // In 3G the last command closes the channel.
      const opened = common.mode === '3g' ? 1 : 0;
      const [first, last] = [commands(await on({})), commands(await on(card))];
      for (let at = first - opened + 1; at <= last - opened; at += 1) {
        const fault = await on(card, { before: (n) => (n >= at ? sw('6F00') : undefined) });
        assert.match(outcomeOf(fault), /^card-error: /, `command ${at}`);
        assert.deepEqual(provisioningOf(fault), []);
        const torn = await on(card, {
          before: (n) => {
            if (n === at) throw new ReaderError('removed', 'the card is gone');
            return undefined;
          },
        });
        assert.ok(torn.error instanceof ReaderError && torn.error.code === 'removed');
      }
    });

    it('let the IMSI be read, alone as well', async () => {
      const options = { policy: { imsi: 'of-message' } } as const;
      const alone = await on({ absent: 'entry', provisioning: [cp(30)] }, options);
      assert.equal(alone.retrieved?.imsi, '001010123456789');
      const none = await on({ absent: 'entry' }, options);
      assert.equal(none.retrieved?.imsi, null);
      assert.ok(!none.exchanges.some((line) => /6F07|B087/.test(line)));
    });
  });
}

describe('the CP documents of a 2G card', () => {
  it('are private or modifiable, and CHV1 is verified', async () => {
    for (const flags of [{ private: true }, { modifiable: true }]) {
      const card = { mode: '2g', provisioning: [cp(30, { flags })], pin: enabled } as const;
      const done = await walk(card, { pin: '1234' });
      assert.deepEqual(provisioningOf(done), [`${FIRST} 30`]);
      assert.equal(done.card.verifyAttempts, 1);
      assert.deepEqual(provisioningOf(await walk(card)), [`${FIRST} pin-required`]);
    }
  });
});
