import assert from 'node:assert/strict';
import { ApduError } from '../../lib/apdu/error.js';
import { Sender } from '../../lib/apdu/sender.js';
import { fromHex, toHex } from '../../lib/bytes.js';
import { ReaderError } from '../../lib/reader/error.js';
import { noPause, type Scripted, scripted } from './scripted.js';

const READ = { cla: 0x01, ins: 0xb0, p1: 0x00, p2: 0x00, le: 256 };
const SELECT = { cla: 0x01, ins: 0xa4, p1: 0x00, p2: 0x04, data: fromHex('5031') };
const SIM_READ = { ...READ, cla: 0xa0 };
const SIM_SELECT = { ...SELECT, cla: 0xa0, p2: 0x00 };
const VERIFY = { cla: 0x01, ins: 0x20, p1: 0x00, p2: 0x01, data: fromHex('31323334FFFFFFFF') };

function senderOver(card: Scripted): Sender {
  return new Sender(card, noPause);
}

describe('the sender', () => {
  it('gives data and status word', async () => {
    const card = scripted(['AABB9000']);
    const { data, sw, ok, exact } = await senderOver(card).send(READ);
    assert.deepEqual([toHex(data), sw, ok, exact], ['AABB', 0x9000, true, false]);
    assert.deepEqual(card.sent, ['01B0000000']);
  });

  it('asks a busy card for the tries again, a few times, and sends no PIN twice', async () => {
    const query = { cla: 0x01, ins: 0x20, p1: 0x00, p2: 0x01 };
    const card = scripted(['9300', '9300', '63C3']);
    assert.equal((await senderOver(card).send(query)).sw, 0x63c3);
    assert.deepEqual(card.sent, ['0120000100', '0120000100', '0120000100']);
    const always = scripted(['9300']);
    assert.equal((await senderOver(always).send(query)).sw, 0x9300);
    assert.equal(always.sent.length, 4);
    const once = scripted(['9300']);
    assert.equal((await senderOver(once).send(VERIFY)).sw, 0x9300);
    assert.equal(once.sent.length, 1);
  });

  it('takes 91XX and 920X for success', async () => {
    for (const answer of ['AA9112', 'AA9203']) {
      assert.ok((await senderOver(scripted([answer])).send(READ)).ok, answer);
    }
  });

  describe('when an answer waits', () => {
    it('fetches it on the channel of the command', async () => {
      const card = scripted(['6102', 'AABB9000']);
      const { data } = await senderOver(card).send({ ...SELECT, le: 256 });
      assert.equal(toHex(data), 'AABB');
      assert.deepEqual(card.sent, ['01A40004025031', '01C0000002']);
    });

    it('fetches it with the class of channels above 3, and without the bit of a proprietary class', async () => {
      for (const [cla, fetch] of [
        [0x4f, '4FC0000001'],
        [0x82, '02C0000001'],
        [0xc3, '43C0000001'],
      ] as const) {
        const card = scripted(['6101', 'AA9000']);
        await senderOver(card).send({ ...SELECT, cla, le: 256 });
        assert.equal(card.sent[1], fetch);
      }
    });

    it('fetches it in 2G with class A0', async () => {
      const card = scripted(['9F0F', 'AA9000']);
      await senderOver(card).send({ ...SIM_SELECT, le: 256 });
      assert.deepEqual(card.sent, ['A0A40000025031', 'A0C000000F']);
    });

    it('leaves it where nothing is wanted', async () => {
      for (const [command, answer] of [
        [SELECT, '6120'],
        [SIM_SELECT, '9F16'],
      ] as const) {
        const card = scripted([answer]);
        assert.ok((await senderOver(card).send(command)).ok);
        assert.equal(card.sent.length, 1);
      }
    });

    it('appends to the data that came with 61XX', async () => {
      const card = scripted(['AA6101', 'BB6101', 'CC9000']);
      assert.equal(toHex((await senderOver(card).send(READ)).data), 'AABBCC');
    });

    it('asks for 256 bytes on 6100', async () => {
      const card = scripted(['6100', `${'00'.repeat(256)}9000`]);
      assert.equal((await senderOver(card).send(READ)).data.length, 256);
      assert.equal(card.sent[1], '01C0000000');
    });

    it('learns the length of GET RESPONSE by 6CXX', async () => {
      const card = scripted(['6100', '6C02', 'AABB9000']);
      assert.equal(toHex((await senderOver(card).send(READ)).data), 'AABB');
      assert.equal(card.sent[2], '01C0000002');
    });

    it('gives up where GET RESPONSE brings nothing', async () => {
      const card = scripted(['6100']);
      await assert.rejects(senderOver(card).send(READ), isApduError('endless'));
      assert.equal(card.sent.length, 2);
    });

    it('gives up after a number of rounds', async () => {
      const card = scripted(['AA6101']);
      await assert.rejects(senderOver(card).send(READ), isApduError('endless'));
      assert.ok(card.sent.length <= 17);
    });

    it('refuses an answer that grows too long', async () => {
      const card = scripted([`${'00'.repeat(256)}6100`]);
      await assert.rejects(senderOver(card).send(READ), isApduError('too-long'));
    });

    it('passes on the status word of a GET RESPONSE that fails', async () => {
      const response = await senderOver(scripted(['6110', '6985'])).send(READ);
      assert.deepEqual([response.sw, response.ok], [0x6985, false]);
    });
  });

  describe('when the length is wrong', () => {
    it('repeats the command with the length of 6CXX, and says that it is exact', async () => {
      const card = scripted(['6C02', 'AABB9000']);
      const { data, exact } = await senderOver(card).send(READ);
      assert.deepEqual([toHex(data), exact], ['AABB', true]);
      assert.deepEqual(card.sent, ['01B0000000', '01B0000002']);
    });

    it('takes 6C00 for 256', async () => {
      const card = scripted(['6C00', `${'00'.repeat(256)}9000`]);
      await senderOver(card).send({ ...READ, le: 4 });
      assert.equal(card.sent[1], '01B0000000');
    });

    it('repeats once only', async () => {
      const card = scripted(['6C02', '6C03']);
      assert.equal((await senderOver(card).send(READ)).sw, 0x6c03);
      assert.equal(card.sent.length, 2);
    });

    it('does as 67XX says in 2G, not in 3G', async () => {
      const sim = scripted(['6702', 'AABB9000']);
      assert.ok((await senderOver(sim).send(SIM_READ)).exact);
      assert.deepEqual(sim.sent, ['A0B0000000', 'A0B0000002']);
      const uicc = scripted(['6702']);
      assert.equal((await senderOver(uicc).send(READ)).sw, 0x6702);
      assert.equal(uicc.sent.length, 1);
    });

    for (const answer of ['6700', '9000']) {
      it(`asks for 255 bytes for the rest of the stay after ${answer} to Le 00`, async () => {
        const card = scripted([answer, 'AA9000']);
        const sender = senderOver(card);
        await sender.send(READ);
        await sender.send({ ...READ, p1: 1 });
        await sender.send({ ...READ, p1: 2, le: 16 });
        assert.deepEqual(card.sent, ['01B0000000', '01B00000FF', '01B00100FF', '01B0020010']);
      });
    }
  });

  it('waits for a busy card, a few times', async () => {
    let pauses = 0;
    const pause = async (): Promise<void> => void pauses++;
    assert.ok((await new Sender(scripted(['9300', '9300', 'AA9000']), pause).send(READ)).ok);
    assert.equal(pauses, 2);
    const busy = scripted(['9300']);
    assert.equal((await senderOver(busy).send(READ)).sw, 0x9300);
    assert.equal(busy.sent.length, 4);
  });

  it('repeats once after a technical problem', async () => {
    assert.ok((await senderOver(scripted(['6F00', 'AA9000'])).send(READ)).ok);
    const broken = scripted(['6F12']);
    assert.equal((await senderOver(broken).send(READ)).sw, 0x6f12);
    assert.equal(broken.sent.length, 2);
  });

  for (const answer of ['6F00', '9300', '6C08', '6708', '6700', '6110', '9F10', '63C2', '9804']) {
    it(`never repeats a VERIFY, and fetches nothing, after ${answer}`, async () => {
      for (const cla of [0x01, 0xa0]) {
        const card = scripted([answer]);
        await senderOver(card).send({ ...VERIFY, cla });
        assert.equal(card.sent.length, 1);
      }
    });
  }

  it('refuses more than was asked for, and more than an APDU carries', async () => {
    const more = senderOver(scripted(['AABB9000'])).send({ ...READ, le: 1 });
    await assert.rejects(more, isApduError('too-long'));
    const extended = senderOver(scripted([`${'00'.repeat(300)}9000`])).send(READ);
    await assert.rejects(extended, isApduError('too-long'));
  });

  it('ends a stay that takes too many exchanges, and lets a channel be closed all the same', async () => {
    const card = scripted(['9000']);
    const sender = senderOver(card);
    for (let n = 0; n < 2048; n++) await sender.send(SELECT);
    await assert.rejects(sender.send(SELECT), isApduError('endless'));
    assert.ok((await sender.send({ cla: 0, ins: 0x70, p1: 0x80, p2: 1 })).ok);
  });

  it('passes errors of the reader through', async () => {
    const card = {
      ...scripted(['9000']),
      transmit: async () => {
        throw new ReaderError('removed', 'gone');
      },
    };
    await assert.rejects(
      senderOver(card).send(VERIFY),
      (error) => error instanceof ReaderError && error.code === 'removed',
    );
  });
});

function isApduError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof ApduError && error.code === code;
}
