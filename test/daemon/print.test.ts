import assert from 'node:assert/strict';
import { accountLines, reportLines } from '../../daemon/print.js';
import type { CardReport } from '../../daemon/report.js';
import type { Account } from '../../lib/tree/index.js';

const ACCOUNT: Account = {
  id: 'a1',
  uri: './DMAcc/Op',
  serverId: 'com.example.dm',
  name: 'Operator',
  addresses: ['https://dm.example.com/'],
  origin: { kind: 'smartcard', id: '89' },
  confirmed: true,
};

const CARD: CardReport = {
  reader: 'Reader 1',
  identity: '89',
  iccid: '89',
  mode: '3g',
  outcome: 'applied',
  detail: null,
  label: 'OMA-DM',
  message: { length: 1198, sha256: '00' },
  url: null,
  accounts: [ACCOUNT],
  apdus: 19,
  bytesSent: 1,
  bytesReceived: 2,
};

/** ESC, a line feed and a right-to-left override. */
const HOSTILE = '\u001b[2J\n\u202e';
const isHarmless = (lines: readonly string[]): void => {
  for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  assert.ok(lines.join('').includes('\\u{1b}[2J\\u{a}\\u{202e}'));
};

describe('what people are shown', () => {
  it('of an account', () => {
    assert.deepEqual(accountLines(ACCOUNT), [
      'a1  ./DMAcc/Op  Operator (com.example.dm)',
      '    https://dm.example.com/',
      '    from smartcard 89',
    ]);
    assert.deepEqual(accountLines({ ...ACCOUNT, name: null, addresses: [], confirmed: false }), [
      'a1  ./DMAcc/Op  com.example.dm',
      '    from smartcard 89, unconfirmed',
    ]);
  });

  it('of a card and a purge', () => {
    const lines = reportLines({
      cards: [CARD],
      sources: [],
      purged: [{ kind: 'smartcard', id: '88' }],
    });
    assert.deepEqual(lines, [
      'Reader 1: card 89 (3G)',
      '  applied: "OMA-DM", 1198 bytes, 19 exchanges with the card',
      '  a1  ./DMAcc/Op  Operator (com.example.dm)',
      '      https://dm.example.com/',
      '      from smartcard 89',
      'purged: everything that came from smartcard 88',
    ]);
  });

  it('of a card that said nothing', () => {
    const lines = reportLines({
      sources: [],
      purged: [],
      cards: [
        {
          ...CARD,
          ...{ identity: null, iccid: null, mode: null, label: null, message: null, accounts: [] },
          ...{ outcome: 'mute', detail: 'no answer within 20 s' },
        },
      ],
    });
    assert.deepEqual(lines, [
      'Reader 1: a card that did not say who it is',
      '  mute (no answer within 20 s): 19 exchanges with the card',
    ]);
  });

  for (const key of ['uri', 'serverId', 'name'] as const) {
    it(`has no control characters of the ${key} of an account in it`, () => {
      isHarmless(accountLines({ ...ACCOUNT, [key]: HOSTILE }));
    });
  }

  for (const key of ['reader', 'label', 'detail'] as const) {
    it(`has no control characters of the ${key} of a card in it`, () => {
      isHarmless(reportLines({ cards: [{ ...CARD, [key]: HOSTILE }], sources: [], purged: [] }));
    });
  }

  it('has no control characters of an address or an origin in it', () => {
    isHarmless(accountLines({ ...ACCOUNT, addresses: [HOSTILE] }));
    isHarmless(accountLines({ ...ACCOUNT, origin: { kind: 'push', id: HOSTILE } }));
  });
});
