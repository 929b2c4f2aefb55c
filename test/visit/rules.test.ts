import assert from 'node:assert/strict';
import { type CardRule, judge, type Verdict } from '../../lib/visit/rules.js';

const ICCID = '8949020000000000001';
const IMSI = '262011234567890';

const rule = (text: string): CardRule => {
  const [kind, prefix] = text.split(':') as ['iccid' | 'imsi', string];
  return { kind, prefix };
};

/** `none`: the card has no IMSI, or it cannot be read; `?`: nobody has looked yet. */
type Imsi = typeof IMSI | 'none' | '?';

const ROWS: readonly (readonly [
  allow: string,
  deny: string,
  iccid: string | null,
  imsi: Imsi,
  verdict: Verdict,
])[] = [
  ['', '', ICCID, '?', 'allowed'],
  ['', '', null, 'none', 'allowed'],

  ['iccid:8949', '', ICCID, '?', 'allowed'],
  [`iccid:${ICCID}`, '', ICCID, '?', 'allowed'],
  [`iccid:${ICCID}1`, '', ICCID, '?', 'denied'],
  ['iccid:8988', '', ICCID, '?', 'denied'],
  ['iccid:949', '', ICCID, '?', 'denied'],
  ['iccid:8949', '', null, '?', 'denied'],
  ['iccid:8988 iccid:8949', '', ICCID, '?', 'allowed'],

  ['', 'iccid:8949', ICCID, '?', 'denied'],
  ['', 'iccid:8988', ICCID, '?', 'allowed'],
  ['', 'iccid:8949', null, '?', 'allowed'],

  ['iccid:8949', 'iccid:894902', ICCID, '?', 'denied'],
  ['iccid:894902', 'iccid:8949', ICCID, '?', 'denied'],

  ['imsi:26201', '', ICCID, '?', 'undecided'],
  ['imsi:26201', '', ICCID, IMSI, 'allowed'],
  ['imsi:26202', '', ICCID, IMSI, 'denied'],
  ['imsi:26201', '', ICCID, 'none', 'denied'],
  ['imsi:8949', '', ICCID, IMSI, 'denied'],
  ['iccid:2620', '', ICCID, IMSI, 'denied'],

  ['', 'imsi:26201', ICCID, '?', 'undecided'],
  ['', 'imsi:26201', ICCID, IMSI, 'denied'],
  ['', 'imsi:26202', ICCID, IMSI, 'allowed'],
  ['', 'imsi:26201', ICCID, 'none', 'allowed'],

  ['iccid:8949 imsi:26202', '', ICCID, '?', 'allowed'],
  ['iccid:8988 imsi:26201', '', ICCID, '?', 'undecided'],
  ['iccid:8988 imsi:26201', '', ICCID, IMSI, 'allowed'],
  ['iccid:8949', 'imsi:26201', ICCID, '?', 'undecided'],
  ['iccid:8988', 'imsi:26201', ICCID, '?', 'denied'],
  ['imsi:26201', 'iccid:8949', ICCID, '?', 'denied'],
  ['imsi:26201', 'imsi:262011', ICCID, IMSI, 'denied'],
  ['imsi:26201', 'imsi:262011', ICCID, 'none', 'denied'],
];

const rules = (text: string): CardRule[] => text.split(' ').filter(Boolean).map(rule);

describe('the judgement of a card', () => {
  for (const [allow, deny, iccid, imsi, verdict] of ROWS) {
    const known = imsi === '?' ? undefined : imsi === 'none' ? null : imsi;
    it(`allow [${allow}] deny [${deny}], ICCID ${iccid}, IMSI ${imsi}: ${verdict}`, () => {
      assert.equal(judge({ allow: rules(allow), deny: rules(deny) }, iccid, known), verdict);
    });
  }

  it('is never undecided when the IMSI was looked for', () => {
    for (const [allow, deny, iccid] of ROWS) {
      for (const imsi of [null, IMSI]) {
        const verdict = judge({ allow: rules(allow), deny: rules(deny) }, iccid, imsi);
        assert.notEqual(verdict, 'undecided');
      }
    }
  });
});
