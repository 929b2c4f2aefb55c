import assert from 'node:assert/strict';
import {
  accountLine,
  eventLine,
  originLines,
  originText,
  readerLines,
} from '../../../daemon/ctl/lines.js';
import { cut } from '../../../daemon/ctl/print.js';
import type { Happening } from '../../../daemon/events/happening.js';
import type { CardReport } from '../../../daemon/report.js';

/** ESC, a line feed and a right-to-left override. */
const HOSTILE = '\u001b[2J\n\u202e';
const ORIGIN = { kind: 'push', id: HOSTILE } as const;

const ACCOUNT = {
  ...{ id: 'a1', uri: HOSTILE, serverId: HOSTILE, name: HOSTILE },
  ...{ addresses: [HOSTILE], origin: ORIGIN, confirmed: false },
};

const CARD: CardReport = {
  ...{ reader: HOSTILE, identity: '89', iccid: '89', mode: '3g' },
  ...{ outcome: 'malformed', detail: HOSTILE, label: HOSTILE },
  ...{ message: { length: 1, sha256: '00' }, accounts: [ACCOUNT] },
  ...{ apdus: 1, bytesSent: 1, bytesReceived: 1 },
};

const HAPPENINGS: readonly Happening[] = [
  { event: 'pcsc-down', reason: HOSTILE },
  { event: 'reader-added', reader: HOSTILE },
  { event: 'card-removed', reader: HOSTILE },
  { event: 'card-visited', card: CARD },
  { event: 'purged', origins: [ORIGIN] },
  { event: 'account-added', account: ACCOUNT },
];

describe('a line for people', () => {
  it('has no control characters of a card or a message in it', () => {
    const reader = { reader: HOSTILE, present: true, visiting: true, identity: '89', card: CARD };
    const document = { kind: 'dm', oid: null, label: HOSTILE, sha256: '00', length: 1 } as const;
    const layer = { origin: ORIGIN, sequence: 1, confirmed: false, documents: [document] };
    const lines = [
      ...[readerLines(reader), originLines(layer), accountLine(ACCOUNT), originText(ORIGIN)].flat(),
      ...HAPPENINGS.map((happening) => eventLine({ id: 1, at: '', ...happening })),
    ];
    for (const line of lines) {
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
      assert.ok(line.includes('\\u{1b}[2J\\u{a}\\u{202e}') || /SHA-256|visited/.test(line), line);
    }
  });

  it('is cut where it is too long, and its colours are not', () => {
    const red = '\u001b[31mred\u001b[0m';
    assert.equal(cut(`${red} and more`, 12), `${red} and more`);
    assert.equal(cut(`${red} and more`, 8), `${red} and…`);
    assert.equal(cut(`${red} and more`, 3), '\u001b[31mre\u001b[0m…');
  });
});
