import assert from 'node:assert/strict';
import { Sender } from '../../lib/apdu/index.js';
import { fromHex } from '../../lib/bytes.js';
import { UiccChannel } from '../../lib/card/channel.js';
import { CardError } from '../../lib/card/error.js';
import type { FilePath } from '../../lib/card/file.js';
import { noPause, type Scripted, scripted } from '../apdu/scripted.js';

const AID = fromHex('A0000000635011');
const IN_MF: FilePath = { base: 'mf', fids: [0x2f00], name: 'EF DIR 2F00' };
const IN_DF: FilePath = { base: 'mf', fids: [0x7f10, 0x6f3a], name: 'EF 6F3A' };
const HERE: FilePath = { base: 'application', fids: [0x5031], name: 'EF ODF 5031' };
const BELOW: FilePath = { base: 'application', fids: [0x5016, 0x6421], name: 'EF 6421' };

function channel(card: Scripted, number = 1): UiccChannel {
  return new UiccChannel(new Sender(card, noPause), number, 'mf');
}

/** What is sent for a selection by each of these paths, in the application. */
async function sentFor(paths: readonly FilePath[], answers: readonly string[]): Promise<string[]> {
  const card = scripted(['9000', ...answers]);
  const own = channel(card);
  await own.selectAid(AID);
  for (const path of paths) await own.select(path, 'nothing');
  return card.sent.slice(1);
}

describe('a channel of a UICC', () => {
  it('sends everything with the class of its number', async () => {
    const card = scripted(['9000']);
    const own = channel(card, 19);
    await own.selectAid(AID);
    await own.readBinary(0x1234, 16);
    await own.readBinary(0, 16, 0x11);
    await own.readRecord(2, 38, 0x1e);
    await own.readRecord(3, 38);
    assert.deepEqual(card.sent, [
      '4FA4040C07A0000000635011',
      '4FB0123410',
      '4FB0910010',
      '4FB202F426',
      '4FB2030426',
    ]);
  });

  it('selects an application, or says that there is none', async () => {
    assert.equal(await channel(scripted(['9000'])).selectAid(AID), true);
    for (const sw of ['6A82', '6283', '6285', '6985', '6999', '6A81']) {
      assert.equal(await channel(scripted([sw])).selectAid(AID), false, sw);
    }
    await assert.rejects(channel(scripted(['6F00'])).selectAid(AID), isCode('unexpected-status'));
  });

  it('lets the card answer where it knows no silent SELECT, and remembers it', async () => {
    const card = scripted(['6A86', '6120']);
    const own = channel(card);
    assert.equal(await own.selectAid(AID), true);
    await own.select(HERE, 'nothing');
    assert.deepEqual(card.sent, [
      '01A4040C07A0000000635011',
      '01A4040407A0000000635011',
      '01A40004025031',
    ]);
  });

  it('selects a file of the current DF by its identifier, and only once', async () => {
    assert.deepEqual(await sentFor([HERE, HERE], ['9000']), ['01A4000C025031']);
  });

  it('selects a file of another DF by its path, and finds the way back', async () => {
    assert.deepEqual(await sentFor([IN_DF, HERE], ['9000']), [
      '01A4080C047F106F3A',
      '01A4040C07A0000000635011',
      '01A4000C025031',
    ]);
  });

  it('selects a file below the application by its path', async () => {
    assert.deepEqual(await sentFor([BELOW], ['9000']), ['01A4090C0450166421']);
  });

  it('goes step by step where the card knows no paths', async () => {
    assert.deepEqual(await sentFor([IN_DF], ['6A86', '6A86', '9000']), [
      '01A4080C047F106F3A',
      '01A40804047F106F3A',
      '01A40004023F00',
      '01A40004027F10',
      '01A40004026F3A',
    ]);
    assert.deepEqual(await sentFor([BELOW], ['6B00', '9000']), [
      '01A4090C0450166421',
      '01A4000C025016',
      '01A4000C026421',
    ]);
  });

  it('stays where it is when a file is not there', async () => {
    assert.deepEqual(await sentFor([IN_DF, HERE], ['6A82']), [
      '01A4080C047F106F3A',
      '01A4000C025031',
    ]);
  });

  it('knows that the MF is current', async () => {
    const card = scripted(['9000']);
    const own = channel(card);
    await own.select(IN_MF, 'nothing');
    assert.deepEqual(card.sent, ['01A4000C022F00']);
    assert.equal(own.atMf, true);
    await own.selectAid(AID);
    assert.equal(own.atMf, false);
    await own.select(IN_MF, 'nothing');
    assert.equal(own.atMf, true);
    assert.equal(card.sent.at(-1), '01A4080C022F00');
  });

  it('finds the way back from a DF that was meant to be a file', async () => {
    const fcp = '6208820278218302642190 00'.replaceAll(' ', '');
    for (const [answers, between] of [
      [[fcp], []],
      [['9000', '6986'], ['01B0000000']],
    ] as const) {
      const card = scripted(['9000', ...answers, '9000'], 'T=1');
      const own = channel(card);
      await own.selectAid(AID);
      await own.select(HERE, between.length === 0 ? 'info' : 'nothing');
      if (between.length > 0) await own.readBinary(0, 256);
      await own.select({ ...HERE, fids: [0x6422] }, 'nothing');
      assert.deepEqual(card.sent.slice(2), [
        ...between,
        '01A4040C07A0000000635011',
        '01A4000C026422',
      ]);
    }
  });

  it('takes data with 6282 for a whole record', async () => {
    const own = channel(scripted(['61046282', '6282']));
    assert.equal((await own.readRecord(1, 256)).ok, true);
    assert.equal((await own.readRecord(2, 256)).ok, false);
  });

  it('tells what a file is', async () => {
    for (const [answer, kind] of [
      ['6A82', 'absent'],
      ['6285', 'absent'],
      ['6283', 'invalidated'],
      ['6207820241218A01049000', 'invalidated'],
      ['6204820241219000', 'selected'],
      ['9000', 'selected'],
    ] as const) {
      const card = scripted([answer], 'T=1');
      assert.equal((await channel(card).select(IN_MF, 'info')).kind, kind, answer);
    }
  });

  it('rejects what it has no answer to', async () => {
    await assert.rejects(
      channel(scripted(['6F00'])).select(IN_MF, 'nothing'),
      isCode('unexpected-status'),
    );
    await assert.rejects(
      channel(scripted(['6A86'])).select(IN_MF, 'nothing'),
      isCode('unexpected-status'),
    );
    await assert.rejects(
      channel(scripted(['62058202419000'], 'T=1')).select(IN_MF, 'info'),
      isCode('malformed'),
    );
  });
});

function isCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof CardError && error.code === code;
}
