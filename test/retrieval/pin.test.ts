import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { outcomeOf, verifies, type WalkOptions, walk } from './bench.js';

const enabled = { enabled: true } as const;
const GUARDED: BootstrapCard = { read: { message: 'pin' }, pin: enabled };
const FLAGGED: BootstrapCard = { flags: { private: true }, pin: enabled };

/** What comes of a card, and how many PINs were compared on it. */
async function outcome(card: BootstrapCard, options: WalkOptions = {}): Promise<[string, number]> {
  const done = await walk(card, { pin: '1234', ...options });
  assert.equal(done.error, null);
  assert.equal(verifies(done.exchanges).length, done.card.verifyAttempts);
  return [outcomeOf(done), done.card.verifyAttempts];
}

for (const common of [
  { mode: '2g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=1' },
] as const) {
  describe(`the PIN of a ${common.mode} card on ${common.protocol}`, () => {
    const cases: readonly [
      name: string,
      card: BootstrapCard,
      options: WalkOptions,
      outcome: string,
      tries: number,
    ][] = [
      ['is verified where READ demands it', GUARDED, {}, 'message', 1],
      ['is verified once', { ...GUARDED, read: { message: 'pin', dodf: 'pin' } }, {}, 'message', 1],
      ['is not verified where it is disabled', { read: { message: 'pin' } }, {}, 'message', 0],
      [
        'is not verified for a flag where it is disabled',
        { flags: { private: true } },
        {},
        'message',
        0,
      ],
      ['is verified for a guarded private object', { ...FLAGGED, ...GUARDED }, {}, 'message', 1],
      [
        'is verified for a guarded modifiable object',
        { ...GUARDED, flags: { modifiable: true } },
        {},
        'message',
        1,
      ],
      ['is missing', GUARDED, { pin: null }, 'pin-required', 0],
      [
        'is no PIN',
        GUARDED,
        { pin: '12345678 9' },
        'pin-required: the configured PIN is not 4 to 8 digits',
        0,
      ],
      ['is wrong', GUARDED, { pin: '4321' }, 'pin-rejected', 1],
      ['is blocked', { ...GUARDED, pin: { ...enabled, left: 0 } }, {}, 'pin-guarded: blocked', 0],
      [
        'has one try left',
        { ...GUARDED, pin: { ...enabled, left: 1 } },
        {},
        'pin-guarded: tries',
        0,
      ],
      ['has two tries left', { ...GUARDED, pin: { ...enabled, left: 2 } }, {}, 'message', 1],
      [
        'has fewer tries left than the policy asks for',
        GUARDED,
        { policy: { minTriesLeft: 4 } },
        'pin-guarded: tries',
        0,
      ],
      [
        'keeps its last try, whatever the policy says',
        { ...GUARDED, pin: { ...enabled, left: 1 } },
        { policy: { minTriesLeft: 0 } },
        'pin-guarded: tries',
        0,
      ],
      [
        'keeps its tries where the policy says nothing of sense',
        GUARDED,
        { policy: { minTriesLeft: Number.NaN } },
        'pin-guarded: tries',
        0,
      ],
      ['is not tried on a shared card', GUARDED, { share: 'shared' }, 'pin-guarded: shared', 0],
      ['is missing on a shared card', GUARDED, { share: 'shared', pin: null }, 'pin-required', 0],
      [
        'is not tried on a card without an ICCID',
        { ...GUARDED, iccid: null },
        {},
        'pin-guarded: anonymous',
        0,
      ],
      [
        'is no use against ADM',
        { ...GUARDED, read: { message: 'adm' } },
        {},
        'pin-guarded: access',
        0,
      ],
      [
        'is no use against NEVER',
        { ...GUARDED, read: { message: 'never' } },
        {},
        'pin-guarded: access',
        0,
      ],
      [
        'is no use against two keys at once',
        { ...GUARDED, read: { message: 'both' } },
        {},
        'pin-guarded: access',
        0,
      ],
      [
        'is no use against ADM, for a flagged object either',
        { ...FLAGGED, read: { message: 'adm' } },
        {},
        'pin-guarded: access',
        0,
      ],
      [
        'is not tried on the ODF',
        { read: { odf: 'pin' }, pin: enabled },
        {},
        'pin-guarded: access',
        0,
      ],
    ];
    for (const [name, card, options, expected, tries] of cases) {
      it(name, async () => {
        assert.deepEqual(await outcome({ ...card, ...common }, options), [expected, tries]);
      });
    }

    it('is told of where it was verified', async () => {
      const done = await walk({ ...GUARDED, ...common }, { pin: '1234' });
      assert.equal(done.retrieved?.pinVerified, true);
    });

    it('is in no error and no warning', async () => {
      const secret = /1234|31323334/;
      for (const pin of ['1234', '12345678 1234']) {
        const done = await walk({ ...GUARDED, ...common, pin: { ...enabled, left: 1 } }, { pin });
        assert.doesNotMatch(`${outcomeOf(done)} ${done.warnings.join()}`, secret);
      }
    });
  });
}

describe('the PIN of a 2G card', () => {
  it('is CHV1 for a flag, though anyone may READ', async () => {
    for (const flags of [{ private: true }, { modifiable: true }]) {
      assert.deepEqual(await outcome({ mode: '2g', flags, pin: enabled }), ['message', 1]);
    }
  });

  it('is missing for a flag', async () => {
    const card = { mode: '2g', ...FLAGGED } as const;
    assert.deepEqual(await outcome(card, { pin: null }), ['pin-required', 0]);
  });

  it('is no use against CHV2', async () => {
    const card = { mode: '2g', pin: enabled, read: { message: 'chv2' } } as const;
    assert.deepEqual(await outcome(card), ['pin-guarded: access', 0]);
  });

  it('is not initialised', async () => {
    const card = { mode: '2g', ...GUARDED, pin: { enabled: true, initialised: false } } as const;
    assert.deepEqual(await outcome(card), ['pin-guarded: not-initialised', 0]);
  });

  it('has an unknown number of tries where STATUS does not tell', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0xf2 ? Uint8Array.of(0x6d, 0x00) : undefined;
    const card = { mode: '2g', ...GUARDED } as const;
    assert.deepEqual(await outcome(card, { before }), ['pin-guarded: tries-unknown', 0]);
  });
});

describe('the PIN of a 3G card', () => {
  it('is not verified for a flag where anyone may READ', async () => {
    assert.deepEqual(await outcome(FLAGGED), ['message', 0]);
  });

  for (const rules of ['reference', 'local-reference', 'environments', 'expanded'] as const) {
    it(`is the one that the rule names (${rules})`, async () => {
      assert.deepEqual(await outcome({ ...GUARDED, rules }), ['message', 1]);
      assert.deepEqual(await outcome({ ...GUARDED, ...FLAGGED, rules }), ['message', 1]);
      assert.deepEqual(await outcome({ ...GUARDED, rules, read: { message: 'either' } }), [
        'message',
        1,
      ]);
    });
  }

  it('is not told by a compact rule', async () => {
    assert.deepEqual(await outcome({ ...GUARDED, rules: 'compact' }), ['pin-guarded: access', 0]);
  });

  for (const key of [0x01, 0x08, 0x11, 0x82]) {
    it(`has the reference ${key.toString(16)}`, async () => {
      const done = await walk({ ...GUARDED, pin: { key, enabled: true } }, { pin: '1234' });
      assert.equal(outcomeOf(done), 'message');
      const digits = key.toString(16).padStart(2, '0');
      assert.ok(verifies(done.exchanges)[0]?.startsWith(`012000${digits}08`));
    });
  }

  it('has an unknown number of tries where the card does not tell', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0x20 ? Uint8Array.of(0x6f, 0x00) : undefined;
    assert.deepEqual((await outcome(GUARDED, { before }))[0], 'pin-guarded: tries-unknown');
  });

  it('is verified already', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0x20 ? Uint8Array.of(0x90, 0x00) : undefined;
    assert.deepEqual(await outcome(GUARDED, { before }), ['pin-guarded: access', 0]);
  });

  it('asks for the tries with the form of its protocol', async () => {
    for (const [protocol, query] of [
      ['T=0', '0120000100 > 63C3'],
      ['T=1', '01200001 > 63C3'],
    ] as const) {
      const { exchanges } = await walk({ ...GUARDED, protocol }, { pin: '1234' });
      assert.ok(exchanges.includes(query));
    }
  });

  it('works on the basic channel as well', async () => {
    const card = { ...GUARDED, quirks: { channels: 0 } } as const;
    assert.deepEqual(await outcome(card), ['message', 1]);
    assert.deepEqual(await outcome({ ...card, rules: 'local-reference' }), ['message', 1]);
  });
});
