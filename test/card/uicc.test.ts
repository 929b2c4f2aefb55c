import assert from 'node:assert/strict';
import { Sender } from '../../lib/apdu/index.js';
import { fromHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import { type FileInfo, type FilePath, type ReadRule, UNKNOWN_FILE } from '../../lib/card/file.js';
import { Uicc } from '../../lib/card/uicc.js';
import { noPause, type Scripted, scripted } from '../apdu/scripted.js';

const AID = fromHex('A000000063');
const APPLICATION = { aid: AID, fids: null };
const PATH: FilePath = { base: 'application', fids: [0x6421], name: 'EF DM_Bootstrap 6421' };

function uicc(card: Scripted, warnings: string[] = []): Uicc {
  return new Uicc(new Sender(card, noPause), card, (message) => void warnings.push(message));
}

function file(read: ReadRule): FileInfo {
  return { ...UNKNOWN_FILE, read };
}

function asks(key: number): FileInfo {
  return file({ kind: 'condition', condition: { kind: 'key', key } });
}

/** The FCP of an ADF with this PIN status template, and 9000. */
function adf(pinStatus: string): string {
  const length = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');
  const body = `82027821C6${length(pinStatus)}${pinStatus}`;
  return `62${length(body)}${body}9000`;
}

/** The need of a file, where the ADF and the MF have these PIN status templates. */
async function needOf(info: FileInfo, own: string, mf?: string): Promise<string> {
  const answers = ['019000', '9000', adf(own), ...(mf === undefined ? [] : [adf(mf)]), '6A82'];
  const card = uicc(scripted(answers, 'T=1'));
  await card.selectApplication(APPLICATION);
  const need = await card.readNeed(PATH, info);
  return need.kind === 'key' ? `key ${need.key.toString(16)}` : need.kind;
}

describe('a UICC', () => {
  it('opens a channel for the application, once, and closes it', async () => {
    const card = scripted(['039000', '9000']);
    const subject = uicc(card);
    await subject.selectApplication(APPLICATION);
    await subject.selectApplication(APPLICATION);
    await subject.close();
    await subject.close();
    assert.deepEqual(card.sent, [
      '0070000001',
      '03A4040C05A000000063',
      '03A4040C05A000000063',
      '0070800300',
    ]);
  });

  it('closes its channel also where the application is not there', async () => {
    const card = scripted(['029000', '6A82', '9000']);
    const subject = uicc(card);
    assert.equal(await subject.selectApplication(APPLICATION), false);
    await subject.close();
    assert.equal(card.sent.at(-1), '0070800200');
  });

  it('warns where the channel will not close', async () => {
    const warnings: string[] = [];
    const subject = uicc(scripted(['029000', '9000', '6881']), warnings);
    await subject.selectApplication(APPLICATION);
    await subject.close();
    assert.equal(warnings.length, 1);
  });

  for (const refusal of ['6A81', '6881', '6985', '6200']) {
    it(`takes the basic channel after ${refusal}, with a warning, and leaves it open`, async () => {
      const warnings: string[] = [];
      const card = scripted([refusal, '9000']);
      const subject = uicc(card, warnings);
      assert.equal(await subject.selectApplication(APPLICATION), true);
      await subject.close();
      assert.deepEqual(card.sent, ['0070000001', '00A4040C05A000000063']);
      assert.equal(warnings.length, 1);
    });
  }

  it('does not take the basic channel where another program shares the card, or the reader forbids it', async () => {
    const shared = { ...scripted(['6A81']), share: 'shared' } as const;
    const plain = scripted(['6A81']);
    const forbidden = { ...plain, capabilities: { ...plain.capabilities, basicChannel: false } };
    for (const card of [shared, forbidden]) {
      await assert.rejects(
        uicc(card).selectApplication(APPLICATION),
        (error) => error instanceof CardError && error.code === 'no-channel' && error.sw === 0x6a81,
      );
    }
  });

  for (const answer of ['009000', '149000', '9000']) {
    it(`refuses ${answer} as a channel`, async () => {
      await assert.rejects(
        uicc(scripted([answer])).selectApplication(APPLICATION),
        (error) => error instanceof CardError && error.code === 'malformed',
      );
    });
  }

  it('closes a channel of no known number', async () => {
    for (const [answer, close] of [
      ['149000', '0070801400'],
      ['FF9000', '007080FF00'],
    ] as const) {
      const card = scripted([answer, '9000']);
      await assert.rejects(uicc(card).selectApplication(APPLICATION), CardError);
      assert.deepEqual(card.sent, ['0070000001', close]);
    }
  });

  describe('tells what a file needs', () => {
    const cases: readonly [
      name: string,
      key: number,
      own: string,
      mf: string | undefined,
      need: string,
    ][] = [
      ['an enabled application PIN', 0x01, '900180830101', undefined, 'key 1'],
      ['a disabled one', 0x01, '900100830101', undefined, 'nothing'],
      ['an enabled local PIN', 0x81, '900140830101830181', undefined, 'key 81'],
      ['a PIN that only the MF names', 0x02, '900180830101', '900180830102', 'key 2'],
      ['a PIN that neither names', 0x02, '900180830101', '900180830101', 'unattainable'],
      ['a local PIN that only the MF names', 0x81, '900180830101', '900180830181', 'unattainable'],
      ['an administrator', 0x0a, '90018083010A', undefined, 'unattainable'],
      ['a key of no known kind', 0x20, '900180830120', undefined, 'unattainable'],
      ['the universal PIN in use', 0x11, '900180950108830111', undefined, 'key 11'],
      ['the universal PIN, which is not in use', 0x11, '900180950100830111', undefined, 'nothing'],
      [
        'a disabled PIN that the universal one replaces',
        0x01,
        '900140830101950108830111',
        '900100830111',
        'key 11',
      ],
      [
        'a disabled PIN beside an unused universal one',
        0x01,
        '900140830101950100830111',
        undefined,
        'nothing',
      ],
      [
        'a disabled PIN beside a disabled universal one',
        0x01,
        '900100830101950108830111',
        undefined,
        'nothing',
      ],
    ];
    for (const [name, key, own, mf, need] of cases) {
      it(name, async () => assert.equal(await needOf(asks(key), own, mf), need));
    }

    it('asks the card for nothing where no PIN is mentioned', async () => {
      const card = scripted(['019000', '9000']);
      const subject = uicc(card);
      await subject.selectApplication(APPLICATION);
      const always = file({ kind: 'condition', condition: { kind: 'always' } });
      const never = file({ kind: 'condition', condition: { kind: 'never' } });
      assert.equal((await subject.readNeed(PATH, always)).kind, 'nothing');
      assert.equal((await subject.readNeed(PATH, never)).kind, 'unattainable');
      assert.equal(card.sent.length, 2);
    });

    it('nothing more once the key is verified', async () => {
      const card = scripted(['019000', '9000', adf('900180830101'), '9000'], 'T=1');
      const subject = uicc(card);
      await subject.selectApplication(APPLICATION);
      assert.equal((await subject.readNeed(PATH, asks(1))).kind, 'key');
      assert.equal((await subject.verify(1, new Uint8Array(8))).kind, 'right');
      assert.equal((await subject.readNeed(PATH, asks(1))).kind, 'nothing');
    });
  });

  describe('looks a rule up', () => {
    const record = '800101A406830101950108FFFF9000';
    const arr = '620B8205422100100583026F069000';

    it('in the DF of the file', async () => {
      const card = scripted(['019000', '9000', arr, record, adf('900180830101')], 'T=1');
      const subject = uicc(card);
      await subject.selectApplication(APPLICATION);
      const rule: ReadRule = {
        kind: 'reference',
        fid: 0x6f06,
        records: [{ environment: null, record: 2 }],
      };
      assert.deepEqual(await subject.readNeed(PATH, file(rule)), { kind: 'key', key: 1 });
      assert.deepEqual(card.sent.slice(2), [
        '01A40004026F0600',
        '01B2020410',
        '01A4040405A00000006300',
      ]);
    });

    it('then under the MF, on the basic channel', async () => {
      const card = scripted(['019000', '9000', '6A82', arr, record, adf('900180830101')], 'T=1');
      const subject = uicc(card);
      await subject.selectApplication(APPLICATION);
      const rule: ReadRule = {
        kind: 'reference',
        fid: 0x6f06,
        records: [{ environment: null, record: 2 }],
      };
      assert.deepEqual(await subject.readNeed(PATH, file(rule)), { kind: 'key', key: 1 });
      assert.deepEqual(card.sent.slice(3), [
        '00A40804022F0600',
        '00B2020410',
        '01A4040405A00000006300',
      ]);
    });

    it('in the parents of its DF up to the ADF, or the DF below the MF', async () => {
      for (const [path, sent] of [
        [
          { base: 'application', fids: [0x5f10, 0x5f11, 0x6421], name: 'EF 6421' },
          ['01A40904065F105F116F0600', '01A40904045F106F0600', '01A40004026F0600'],
        ],
        [
          { base: 'mf', fids: [0x7f10, 0x5f11, 0x6421], name: 'EF 6421' },
          ['01A40804067F105F116F0600', '01A40804047F106F0600'],
        ],
        [{ base: 'mf', fids: [0x6421], name: 'EF 6421' }, ['01A40804026F0600']],
      ] as const) {
        const card = scripted(['019000', '9000', '6A82'], 'T=1');
        const subject = uicc(card);
        await subject.selectApplication(APPLICATION);
        const records = [{ environment: null, record: 2 }];
        await subject.readNeed(path, file({ kind: 'reference', fid: 0x6f06, records }));
        assert.deepEqual(card.sent.slice(2), [...sent, '00A40804022F0600']);
      }
    });

    it('in a record that comes with 6282', async () => {
      const short = '800101A4068301019501086282';
      const card = scripted(['019000', '9000', arr, short, adf('900180830101')], 'T=1');
      const subject = uicc(card);
      await subject.selectApplication(APPLICATION);
      const rule = {
        kind: 'reference',
        fid: 0x2f06,
        records: [{ environment: null, record: 2 }],
      } as const;
      assert.deepEqual(await subject.readNeed(PATH, file(rule)), { kind: 'key', key: 1 });
    });

    it('and takes a fault of the card for no rule', async () => {
      for (const fault of ['6581', '9240', '6400', '6F00', '9300']) {
        const subject = uicc(scripted(['019000', '9000', arr, fault], 'T=1'));
        await subject.selectApplication(APPLICATION);
        const records = [{ environment: null, record: 2 }];
        await assert.rejects(
          subject.readNeed(PATH, file({ kind: 'reference', fid: 0x2f06, records })),
          (error) => error instanceof CardError && error.code === 'unexpected-status',
        );
      }
    });

    it('by the security environment of the PIN that only the MF names', async () => {
      for (const [bits, number] of [
        ['80', '01'],
        ['00', '02'],
      ] as const) {
        const mf = adf(`9001${bits}830101`);
        const card = scripted(['019000', '9000', adf('900180830181'), mf, arr, record], 'T=1');
        const subject = uicc(card);
        await subject.selectApplication(APPLICATION);
        const records = [
          { environment: 1, record: 1 },
          { environment: 0, record: 2 },
        ];
        const need = await subject.readNeed(
          PATH,
          file({ kind: 'reference', fid: 0x2f06, records }),
        );
        assert.equal(need.kind, bits === '80' ? 'key' : 'nothing');
        assert.equal(card.sent[3], '00A40004023F0000');
        assert.equal(card.sent.at(-1), `00B2${number}0410`);
      }
    });

    it('by the security environment', async () => {
      for (const [bits, number] of [
        ['80', '01'],
        ['00', '02'],
      ] as const) {
        const card = scripted(['019000', '9000', adf(`9001${bits}830101`), arr, record], 'T=1');
        const subject = uicc(card);
        await subject.selectApplication(APPLICATION);
        const records = [
          { environment: 1, record: 1 },
          { environment: 0, record: 2 },
        ];
        await subject.readNeed(PATH, file({ kind: 'reference', fid: 0x2f06, records }));
        assert.equal(card.sent.at(-1), `00B2${number}0410`);
      }
    });

    it('and asks for nothing where it cannot be read, with a warning', async () => {
      for (const answers of [['6A82'], [arr, '6A83'], [arr, '800101A4069000']]) {
        const warnings: string[] = [];
        const subject = uicc(scripted(['019000', '9000', ...answers], 'T=1'), warnings);
        await subject.selectApplication(APPLICATION);
        const records = [{ environment: null, record: 2 }];
        const rule: ReadRule = { kind: 'reference', fid: 0x2f06, records };
        assert.equal((await subject.readNeed(PATH, file(rule))).kind, 'nothing');
        assert.equal(warnings.length, 1);
      }
    });
  });

  describe('asks for the tries', () => {
    it('with P3 = 00 on T=0, with the header alone on T=1', async () => {
      for (const [protocol, query] of [
        ['T=0', '0120000100'],
        ['T=1', '01200001'],
      ] as const) {
        const card = scripted(['019000', '9000', '63C3'], protocol);
        const subject = uicc(card);
        await subject.selectApplication(APPLICATION);
        assert.deepEqual(await subject.tries(1), { kind: 'left', left: 3 });
        assert.equal(card.sent.at(-1), query);
      }
    });
  });
});
