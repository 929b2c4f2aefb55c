import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { cardOf, play, send } from './play.js';

/** What a file holds, read by path from the MF on T=1; the status word alone where it cannot be read. */
function file(options: BootstrapCard, path: string): string {
  const card = cardOf({ protocol: 'T=1', ...options });
  const selected = send(card, `00A4080C0${path.length / 2}${path}`);
  if (selected !== '9000') return selected;
  const answer = send(card, '00B0000000');
  return answer.endsWith('9000') ? answer.slice(0, -4).replace(/(FF)+$/, '') : answer;
}

function record(options: BootstrapCard, number: number): string {
  const card = cardOf({ protocol: 'T=1', ...options });
  return send(card, `00B20${number}F400`).replace(/9000$/, '');
}

const DODF = '7F506420';
const PKCS15_RECORD = '61144F0CA000000063504B43532D313551043F007F50'.padEnd(76, 'F');

const DODFS: Readonly<Record<string, { card: BootstrapCard; dodf: string }>> = {
  'opaque, public': {
    card: { label: 'DM Bootstrap' },
    dodf: '3020300E0C0C444D20426F6F74737472617030060604672B0701A106300404026421',
  },
  'opaque, private, absolute, with index and length': {
    card: {
      label: 'DM Bootstrap',
      flags: { private: true },
      path: 'absolute',
      offset: 0,
      message: new Uint8Array(512),
    },
    dodf: '303230150C0C444D20426F6F74737472617003020780040101 30060604672B0701 A111300F04063F007F506421 020100 80020200',
  },
  'opaque, modifiable and private, no label, by 7FFF': {
    card: { label: '', flags: { private: true, modifiable: true }, path: 'adf' },
    dodf: '301B 3007 030206C0040101 30060604672B0701 A108300604047FFF6421',
  },
  'opaque, modifiable': {
    card: { label: '', flags: { modifiable: true } },
    dodf: '3016 3004 03020640 30060604672B0701 A106300404026421',
  },
  oid: {
    card: { label: '', entry: 'oid' },
    dodf: 'A11C300030080C064F4D412D444DA10E300C0604672B0701300404026421',
  },
  aliased: {
    card: { label: '', entry: 'aliased' },
    dodf: 'A11E300030080C064F4D412D444DA110300E06060604672B0701300404026421',
  },
  'opaque-aliased': {
    card: { label: '', entry: 'opaque-aliased' },
    dodf: '30143000 3008 06060604672B0701 A106300404026421',
  },
  'a decoy entry first': {
    card: { label: '', decoyEntries: 1 },
    dodf: '301B30090C074F74686572203030060604672B0901A106300404026500 30123000 30060604672B0701 A106300404026421',
  },
  'an entry for a missing file first': {
    card: { label: '', brokenFirst: 'missing' },
    dodf: '301A30080C0642726F6B656E30060604672B0701A106300404026422 30123000 30060604672B0701 A106300404026421',
  },
};

const CP = { document: Uint8Array.of(1, 2, 3), label: '' };
const CP_ENTRY = '30123000 30060604672B0301 A106300404026441';

describe('the bootstrap card', () => {
  it('has by default a public message behind one other application', () => {
    play(cardOf(), [
      ['00B082000A', '988812010000400310F09000'],
      ['00A4080C022F00', '9000'],
      ['00B2020426', `${PKCS15_RECORD}9000`],
      ['00A4040C0CA000000063504B43532D3135', '9000'],
      ['00A4080C047FFF5031', '9000'],
      ['00B000001C', 'A806300404024401A706300404026420FFFFFFFFFFFFFFFFFFFFFFFF9000'],
      ['00A4080C047FFF6421', '9000'],
      ['00B0000006', '02A4016A002D9000'],
    ]);
  });

  for (const [name, { card, dodf }] of Object.entries(DODFS)) {
    it(`has this DODF: ${name}`, () => {
      assert.equal(file(card, DODF), dodf.replace(/\s/g, ''));
    });
  }

  it('has ATRs of the right length and check byte', () => {
    for (const options of [{ mode: '2g' }, { protocol: 'T=0' }, { protocol: 'T=1' }] as const) {
      const [, ...bytes] = fromHex(bootstrapImage(options).atr);
      const check = bytes.reduce((sum, byte) => sum ^ byte, 0);
      if (!('mode' in options)) assert.equal(check, 0);
      assert.equal(bytes[0]! & 0x0f, 15);
    }
  });

  it('puts decoy DODFs first, wraps the ODF, leaves out the pointer', () => {
    assert.equal(
      file({ decoyDodfs: 2, odfWrapped: true }, '7F505031'),
      '3020A806300404024401A706300404026430A706300404026431A706300404026420',
    );
    assert.equal(file({ absent: 'dodf-pointer' }, '7F505031'), 'A806300404024401');
    assert.equal(file({ decoyDodfs: 1, decoyRead: 'adm' }, '7F506430'), '6982');
  });

  it('has files that no command can write (D.4)', () => {
    for (const mode of ['2g', '3g'] as const) {
      const cla = mode === '2g' ? 'A0' : '00';
      for (const path of ['7F505031', '7F506420', '7F506421']) {
        const card = cardOf({ mode, protocol: 'T=1' });
        for (const fid of path.match(/.{4}/g)!)
          send(card, `${cla}A4000${mode === '2g' ? 0 : 4}02${fid}`);
        const before = send(card, `${cla}B0000004`);
        assert.match(before, /9000$/);
        assert.equal(send(card, `${cla}D600000100`), '6D00');
        assert.equal(send(card, `${cla}B0000004`), before);
      }
    }
  });

  it('lacks what it is told to lack', () => {
    assert.equal(file({ absent: 'dir' }, '2F00'), '6A82');
    assert.equal(record({ absent: 'record' }, 2), 'FF'.repeat(38));
    assert.equal(record({ absent: 'path' }, 2), '610E4F0CA000000063504B43532D3135'.padEnd(76, 'F'));
    assert.equal(file({ absent: 'application' }, '7F50'), '6A82');
    assert.equal(file({ absent: 'odf' }, '7F505031'), '6A82');
    assert.equal(file({ absent: 'dodf' }, DODF), '6A82');
    assert.equal(file({ absent: 'entry' }, DODF), '');
    assert.equal(file({ absent: 'message' }, '7F506421'), '6A82');
    assert.equal(file({ iccid: null }, '2FE2'), '6A82');
  });

  it('has its message as it is told: longer file, offset, blank, invalidated', () => {
    const message = Uint8Array.of(1, 2, 3);
    const read = (card: BootstrapCard): string => send(at6421({ message, ...card }), '00B0000000');
    assert.equal(read({ fileSize: 8 }), '010203FFFFFFFFFF9000');
    assert.equal(read({ fileSize: 8, padding: '00' }), '01020300000000009000');
    assert.equal(read({ fileSize: 8, padding: '8000' }), '01020380000000009000');
    assert.equal(read({ offset: 2 }), 'FFFF0102039000');
    assert.equal(read({ blank: true }), 'FFFFFF9000');
    assert.equal(read({ lifeCycle: 'deactivated' }), '6985');
  });

  it('has a first entry whose file is invalidated or empty', () => {
    assert.equal(file({ brokenFirst: 'invalidated' }, '7F506422'), '6283');
    assert.equal(file({ brokenFirst: 'empty' }, '7F506422'), '');
  });

  it('has CP documents, their entries behind that of the message or in a DODF of their own', () => {
    const hex = (text: string): string => text.replace(/\s/g, '');
    const message = '30123000 30060604672B0701 A106300404026421';
    const provisioning = [
      CP,
      { ...CP, oid: '2.23.43.99999', flags: { private: true }, read: 'adm' as const },
      { ...CP, file: 'empty' as const },
      { ...CP, file: 'missing' as const },
      { ...CP, file: 'invalidated' as const },
    ];
    const private99999 = '301A3007030207800401013007060567 2B868D1F A106300404026442';
    const beside = { label: '', provisioning: provisioning.slice(0, 2) };
    assert.equal(file(beside, DODF), hex(message + CP_ENTRY + private99999));
    const own = { label: '', provisioning, provisioningDodf: 'always' } as const;
    assert.equal(file(own, '7F505031'), hex('A806300404024401 A706300404026420 A706300404026440'));
    assert.equal(file(own, DODF), hex(message));
    assert.ok(file(own, '7F506440').startsWith(hex(CP_ENTRY + private99999)));
    const files = ['41', '42', '43', '44', '45'].map((end) => file(own, `7F5064${end}`));
    assert.deepEqual(files, ['010203', '6982', '', '6A82', '6283']);
    assert.equal(file({ ...own, provisioningDodf: 'adm' }, '7F506440'), '6982');
  });

  it('may have a transparent EF DIR', () => {
    assert.equal(
      file({ dir: 'transparent' }, '2F00'),
      `61144F0CA0000000871002FF49FF058950045553494D${PKCS15_RECORD.replace(/F+$/, '')}`,
    );
  });

  it('may have an unused record before the PKCS#15 one, and any content at all', () => {
    assert.equal(record({ dirGap: true }, 2), 'FF'.repeat(38));
    assert.equal(record({ dirGap: true }, 3), PKCS15_RECORD);
    const bad = Uint8Array.of(0x30, 0x7f);
    assert.equal(record({ raw: { dir: [bad] }, padding: '00' }, 1), '307F'.padEnd(76, '0'));
    assert.equal(file({ raw: { odf: bad } }, '7F505031'), '307F');
    assert.equal(file({ raw: { dodf: bad } }, DODF), '307F');
  });

  it('has an IMSI behind the PIN', () => {
    assert.equal(file({}, '7F206F07'), '080910101032547698');
    assert.equal(file({ pin: { enabled: true } }, '7F206F07'), '6982');
    assert.equal(file({ imsi: '00101012345678' }, '7F206F07'), '0801101010325476F8');
  });
});

function at6421(options: BootstrapCard) {
  const card = cardOf({ protocol: 'T=1', ...options });
  send(card, '00A4080C047F506421');
  return card;
}
