import assert from 'node:assert/strict';
import { Sender } from '../../lib/apdu/index.js';
import { fromHex } from '../../lib/bytes.js';
import type { Condition } from '../../lib/card/condition.js';
import { CardError } from '../../lib/card/error.js';
import { type FilePath, UNKNOWN_FILE } from '../../lib/card/file.js';
import { Sim } from '../../lib/card/sim.js';
import { noPause, type Scripted, scripted } from '../apdu/scripted.js';

const DIR: FilePath = { base: 'mf', fids: [0x2f00], name: 'EF DIR 2F00' };
const ODF: FilePath = { base: 'application', fids: [0x5031], name: 'EF ODF 5031' };
const BELOW: FilePath = { base: 'application', fids: [0x5016, 0x6421], name: 'EF 6421' };
const APPLICATION = { aid: fromHex('A000000063'), fids: [0x7f50] };

function sim(card: Scripted, options = { exclusive: true, atMf: true }): Sim {
  return new Sim(new Sender(card, noPause), options);
}

const fids = (card: Scripted) => card.sent.map((command) => command.slice(10));

/** Answer to STATUS: CHV1 enabled or not, and its status byte. */
function status(enabled: boolean, chv1: string): string {
  return `000000007F50020000000000 0A${enabled ? '13' : '93'}00040400${chv1}8A838A9000`;
}

function file(condition: Condition) {
  return { ...UNKNOWN_FILE, read: { kind: 'condition', condition } } as const;
}

const CHV1: Condition = { kind: 'key', key: 1 };
const CHV2: Condition = { kind: 'key', key: 2 };

describe('a SIM', () => {
  it('selects one file identifier at a time, and not the MF when it is current', async () => {
    const card = scripted(['9F17']);
    const subject = sim(card);
    await subject.select(DIR, 'nothing');
    await subject.selectApplication(APPLICATION);
    await subject.select(ODF, 'nothing');
    await subject.select(ODF, 'nothing');
    assert.deepEqual(fids(card), ['2F00', '7F50', '5031']);
  });

  it('finds the way back', async () => {
    const card = scripted(['9F17']);
    const subject = sim(card, { exclusive: true, atMf: false });
    await subject.selectApplication(APPLICATION);
    await subject.select(BELOW, 'nothing');
    await subject.select(ODF, 'nothing');
    assert.deepEqual(fids(card), ['3F00', '7F50', '5016', '6421', '3F00', '7F50', '5031']);
  });

  it('finds the way back from a DF that was meant to be a file', async () => {
    const df = '00000000642102000000000000000000000000009000';
    for (const [answers, wants] of [
      [['9F14', df], 'info'],
      [['9F14', '9400'], 'nothing'],
    ] as const) {
      const card = scripted(['9F17', ...answers, '9F17']);
      const subject = sim(card);
      await subject.selectApplication(APPLICATION);
      await subject.select(ODF, wants);
      if (wants === 'nothing') await subject.readBinary(0, 256);
      await subject.select({ ...ODF, fids: [0x6422] }, 'nothing');
      assert.deepEqual(fids(card).slice(-3), ['3F00', '7F50', '6422']);
    }
  });

  it('begins at the MF each time where another program shares the card', async () => {
    const card = scripted(['9F17']);
    const subject = sim(card, { exclusive: false, atMf: true });
    await subject.selectApplication(APPLICATION);
    await subject.select(ODF, 'nothing');
    await subject.select(ODF, 'nothing');
    assert.deepEqual(fids(card), [
      ...['3F00', '7F50'],
      ...['3F00', '7F50', '5031'],
      ...['3F00', '7F50', '5031'],
    ]);
  });

  it('says what is not there', async () => {
    assert.equal(await sim(scripted(['9404'])).selectApplication(APPLICATION), false);
    assert.equal(
      await sim(scripted(['9F17'])).selectApplication({ ...APPLICATION, fids: null }),
      false,
    );
    assert.deepEqual(await sim(scripted(['9404'])).select(DIR, 'info'), { kind: 'absent' });
    const invalidated = scripted(['9F0F', '000001006421040005FF55000200009000']);
    assert.deepEqual(await sim(invalidated).select(DIR, 'info'), { kind: 'invalidated' });
  });

  it('rejects what it has no answer to', async () => {
    const isUnexpected = (error: unknown) =>
      error instanceof CardError && error.code === 'unexpected-status';
    await assert.rejects(sim(scripted(['6F00'])).select(DIR, 'nothing'), isUnexpected);
    await assert.rejects(sim(scripted(['9240'])).selectApplication(APPLICATION), isUnexpected);
  });

  it('reads with class A0', async () => {
    const card = scripted(['AA9000']);
    await sim(card).readBinary(0x1234, 1);
    await sim(card).readRecord(2, 38);
    assert.deepEqual(card.sent, ['A0B0123401', 'A0B2020426']);
  });

  describe('tells what a file needs', () => {
    const cases: readonly [
      name: string,
      condition: Condition,
      flagged: boolean,
      answer: string,
      need: string,
      exchanges: number,
    ][] = [
      ['ALW', { kind: 'always' }, false, status(true, '83'), 'nothing', 0],
      ['CHV1, enabled', CHV1, false, status(true, '83'), 'key', 1],
      ['CHV1, disabled', CHV1, false, status(false, '83'), 'nothing', 1],
      ['CHV1, of unknown status', CHV1, false, '6D00', 'key', 1],
      ['CHV2', CHV2, false, status(true, '83'), 'unattainable', 0],
      ['ADM', { kind: 'other' }, false, status(true, '83'), 'unattainable', 0],
      ['NEV', { kind: 'never' }, false, status(true, '83'), 'unattainable', 0],
      ['ALW of a flagged object', { kind: 'always' }, true, status(true, '83'), 'key', 1],
      [
        'ALW of a flagged object, CHV1 disabled',
        { kind: 'always' },
        true,
        status(false, '83'),
        'nothing',
        1,
      ],
      ['CHV1 of a flagged object', CHV1, true, status(true, '83'), 'key', 1],
      ['CHV2 of a flagged object', CHV2, true, status(true, '83'), 'unattainable', 0],
      ['NEV of a flagged object', { kind: 'never' }, true, status(true, '83'), 'unattainable', 0],
    ];
    for (const [name, condition, flagged, answer, need, exchanges] of cases) {
      it(name, async () => {
        const card = scripted([answer]);
        const found = await sim(card).readNeed(ODF, file(condition), flagged);
        assert.equal(found.kind, need);
        assert.equal(card.sent.length, exchanges);
      });
    }

    it('nothing more once CHV1 is verified', async () => {
      const subject = sim(scripted([status(true, '83'), '9000']));
      await subject.readNeed(ODF, file(CHV1), true);
      assert.equal((await subject.verify(1, new Uint8Array(8))).kind, 'right');
      assert.equal((await subject.readNeed(ODF, file(CHV1), true)).kind, 'nothing');
    });
  });

  describe('knows the tries from STATUS', () => {
    for (const [name, answer, expected] of [
      ['three', status(true, '83'), { kind: 'left', left: 3 }],
      ['none', status(true, '80'), { kind: 'left', left: 0 }],
      ['not initialised', status(true, '03'), { kind: 'not-initialised' }],
      ['not told', '6D00', { kind: 'unknown' }],
    ] as const) {
      it(name, async () => {
        const subject = sim(scripted([answer]));
        await subject.readNeed(ODF, file(CHV1), false);
        assert.deepEqual(await subject.tries(), expected);
      });
    }
  });

  it('sends VERIFY as TS 51.011 has it', async () => {
    const card = scripted(['9804']);
    const verification = await sim(card).verify(1, fromHex('31323334FFFFFFFF'));
    assert.equal(verification.kind, 'wrong');
    assert.deepEqual(card.sent, ['A0200001 08 31323334FFFFFFFF'.replaceAll(' ', '')]);
  });
});
