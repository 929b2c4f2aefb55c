import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../lib/bytes.js';
import { parseTrace } from '../../lib/trace/index.js';
import { type Transcript, transcribe } from '../../lib/transcript/index.js';
import { ROOT } from '../support/paths.js';
import { afterConnect, exchangesOf, filesOf, transcriptOf, wordsOf } from './support.js';

const FOLDER = join(ROOT, 'apdu-traces');
const recorded = (name: string): Transcript => {
  const file = join(FOLDER, `${name}.trace`);
  return transcribe(parseTrace(readFileSync(file, 'utf8'), file));
};

describe('a transcript', () => {
  it('tells a 3G walk in words, with what came decoded', () => {
    const transcript = recorded('3g/public');
    assert.deepEqual(wordsOf(transcript).slice(1, 8), [
      'READ BINARY of EF ICCID 2FE2 from byte 0, 10 bytes → done, 10 bytes',
      'READ RECORD 1 of EF DIR 2F00 → wrong length, the right one is told: 38 bytes',
      'READ RECORD 1 of EF DIR 2F00 → done, 38 bytes',
      'READ RECORD 2 of EF DIR 2F00 → done, 38 bytes',
      'MANAGE CHANNEL: open a channel → done, 1 byte',
      'SELECT application PKCS#15 A000000063504B43532D3135 → done',
      'READ BINARY of EF ODF 5031 from byte 0, as many as there are → wrong length, the right one is told: 64 bytes',
    ]);
    const decoded = exchangesOf(transcript).flatMap(({ decoded }) => decoded ?? []);
    assert.deepEqual(
      decoded.map(({ what, problem }) => [what, problem]),
      ['ICCID', 'EF DIR', 'EF ODF', 'EF DODF', 'FCP'].map((what) => [what, null]),
    );
    assert.deepEqual(decoded[3]!.facts, [
      { name: 'bootstrap message', value: '"OMA-DM", OID 2.23.43.7.1, at 6421' },
    ]);
    assert.deepEqual(decoded[4]!.facts, [
      { name: 'file', value: '6421' },
      { name: 'structure', value: 'transparent' },
      { name: 'size', value: '1198 bytes' },
      { name: 'read', value: 'record 1 of EF ARR 2F06' },
      { name: 'short identifier', value: '01' },
    ]);
    assert.equal(transcript.stays[0]!.iccid, '8988211000000430001');
  });

  it('tells a 2G walk in words, with CHV1 and a VERIFY without its value', () => {
    const transcript = recorded('2g/pin');
    const words = wordsOf(transcript);
    assert.ok(words.includes('SELECT DF 7F50 of PKCS#15 → an answer of 23 bytes waits'));
    assert.ok(words.includes('VERIFY CHV1, its value masked → done'));
    const facts = exchangesOf(transcript).flatMap(({ decoded }) => decoded?.facts ?? []);
    assert.ok(
      facts.some(({ name, value }) => name === 'CHV1' && value === 'enabled, 3 tries left'),
    );
    assert.ok(facts.some(({ name, value }) => name === 'read' && value === 'after CHV1'));
  });

  it('says what each exchange was for', () => {
    const phases = recorded('3g/public').stays[0]!.events.map(({ phase }) => phase);
    assert.deepEqual(
      phases.filter((phase, at) => phase !== phases[at - 1]),
      ['identify', 'ef-dir', 'odf', 'dodf', 'message', 'close'],
    );
  });

  it('puts the message together as the walk did, in every trace of the collection', () => {
    const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.trace'))
      .map((file) => file.slice(0, -'.trace'.length));
    let messages = 0;
    for (const name of names) {
      const { cards } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
      const files = filesOf(recorded(name)).filter(({ role }) => role === 'message');
      for (const { message } of cards) {
        if (message === null) continue;
        messages += 1;
        const digests = files.map(({ bytes }) =>
          createHash('sha256')
            .update(bytes.subarray(0, message.length))
            .digest('hex')
            .toUpperCase(),
        );
        assert.ok(digests.includes(message.sha256), name);
      }
    }
    assert.ok(messages > 10, `${messages}`);
  });

  it('joins what GET RESPONSE brings, and says whose answer it is', () => {
    const transcript = afterConnect(
      '> 00A4000402 2FE2',
      '< 6111',
      '> 00C0000011',
      '< 620F8202412183022FE28A010580 6103',
      '> 00C0000003',
      '< 02000A 9000',
      '> 00B000000A',
      '< 610A',
      '> 00C000000A',
      '< 988812010000400300F1 9000',
    );
    assert.deepEqual(wordsOf(transcript).slice(1, 4), [
      'SELECT EF ICCID 2FE2 → an answer of 17 bytes waits',
      'GET RESPONSE, 17 bytes: the answer to SELECT EF ICCID 2FE2 → an answer of 3 bytes waits',
      'GET RESPONSE, 3 bytes: the answer to SELECT EF ICCID 2FE2 → done, 3 bytes',
    ]);
    const [, , fetched] = exchangesOf(transcript);
    assert.ok(fetched!.decoded!.facts.some(({ value }) => value === '10 bytes'));
    assert.equal(transcript.stays[0]!.iccid, '8988211000000430001');
  });

  it('keeps channels apart', () => {
    const transcript = afterConnect(
      '> 0070000001',
      '< 01 9000',
      '> 01A4000C02 2F00',
      '< 9000',
      '> 00A4000C02 2FE2',
      '< 9000',
      '> 01B2010426',
      '< 6A83',
      '> 00B0000002',
      '< 9810 9000',
      '> 0070800100',
      '< 9000',
    );
    assert.deepEqual(
      exchangesOf(transcript).map(({ channel, file }) => [channel, file]),
      [
        [0, null],
        [1, 'EF DIR 2F00'],
        [0, 'EF ICCID 2FE2'],
        [1, 'EF DIR 2F00'],
        [0, 'EF ICCID 2FE2'],
        [0, null],
      ],
    );
    assert.deepEqual(
      filesOf(transcript).map(({ key }) => key),
      ['3F00/2FE2'],
    );
  });

  it('follows paths, and remembers short identifiers that the card told', () => {
    const transcript = afterConnect(
      '> 00A4080404 7F206F07',
      '< 62128202412183026F07800200098A0105880138 9000',
      '> 00B0870009',
      '< 6A82',
      '> 00A4030C00',
      '< 9000',
    );
    assert.deepEqual(
      exchangesOf(transcript).map(({ file }) => file),
      ['EF IMSI 6F07', 'EF IMSI 6F07', null],
    );
  });

  it('names commands that we never send, and shows nothing of their data', () => {
    const transcript = afterConnect(
      '> 0088008110 000102030405060708090A0B0C0D0E0F',
      '< DB0102 9000',
      '> 00D6000003 414243',
      '< 9000',
      '> A088000004 01020304',
      '< 9F0C',
      '> A0C000000C',
      '< 0102030405060708090A0B0C 9000',
      '> 80F4000000',
      '< 6D00',
    );
    const exchanges = exchangesOf(transcript);
    assert.deepEqual(
      exchanges.map(({ name }) => name),
      ['AUTHENTICATE', 'UPDATE BINARY', 'RUN GSM ALGORITHM', 'GET RESPONSE', 'command F4'],
    );
    assert.deepEqual(
      exchanges.map(({ open }) => [open.command, open.data]),
      [
        [false, false],
        [false, true],
        [false, true],
        [true, false],
        [true, true],
      ],
    );
  });

  it('has no PIN, even where the trace has it', () => {
    const exchanges = exchangesOf(
      afterConnect(
        ...['> 0020000108 31323334FFFFFFFF', '< 63C2', '> 0020000100', '< 63C2'],
        ...['> 00200001 31323334FFFF', '< 6700'],
      ),
    );
    assert.deepEqual(
      exchanges.map(({ command, masked }) => [toHex(command), masked]),
      [
        ['00200001080000000000000000', true],
        ['0020000100', false],
        ['00200001000000000000', true],
      ],
    );
    assert.equal(exchanges[0]!.result, 'verification failed, or the tries left: 2');
    assert.equal(exchanges[1]!.text, 'VERIFY PIN Appl 1: how many tries are left?');
    assert.equal(exchanges[2]!.text, 'VERIFY PIN Appl 1, its value masked');
  });

  it('shows bytes of a file only where they are what is public on any card, and nothing besides', () => {
    const isOpen = (...lines: string[]): boolean =>
      exchangesOf(afterConnect(...lines))[0]!.open.data;
    const template = '61124F10A0000000871002FFFFFFFFFFFFFFFFFF';
    assert.ok(isOpen('> 00B201F414', `< ${template} 9000`));
    assert.ok(isOpen('> 00B201F416', `< ${template}FFFF 9000`));
    assert.ok(isOpen('> 00B0820002', '< 988812010000400300F1 9000'));
    for (const [command, answer] of [
      ['00B201F416', `${template}FF41`],
      ['00B201F404', '00414243'],
      ['00B201F404', '62024142'],
      ['00B201F404', '61044142'],
      ['00B0820004', '12345678'],
      ['00B082000A', '9888120100004003ABCD'],
      ['00B0910002', 'A700'],
      ['00B09E0014', template],
    ]) {
      assert.ok(!isOpen(`> ${command}`, `< ${answer} 9000`), answer);
    }
  });

  it('tells errors, resets, removals and cards that give no answer', () => {
    const transcript = transcriptOf(
      'connect T=1 shared',
      'error 0x8010000B',
      'connect T=0',
      'atr',
      '> 00A40004',
      'error 0x80100001',
      'reset',
      'atr 3B00',
      '> 00A4000402 3F00',
      'removed',
      'connect T=0',
      'atr 3B00',
    );
    assert.deepEqual(wordsOf(transcript), [
      'connect, T=1, shared → another program holds the card (0x8010000B)',
      'connect, T=0, exclusive → no ATR is told',
      'SELECT MF → an error of PC/SC (0x80100001)',
      'reset the card → ATR 3B00',
      'SELECT MF → no answer: the card is gone',
      'the card is removed → ',
      'connect, T=0, exclusive → ATR 3B00',
    ]);
    assert.deepEqual(
      transcript.stays.map(({ events }) => events.map(({ n }) => n)),
      [[1, 2, 3, 4, 5, 6], [7]],
    );
  });

  it('says what is wrong with a file, and goes on', () => {
    const transcript = afterConnect(
      '> 00B201F406',
      '< 610A4F0CA000 9000',
      '> 00B202F40A',
      '< 61084F06A00000008710 9000',
    );
    const [first, last] = exchangesOf(transcript);
    assert.match(last!.decoded!.problem!, /^record 1: at offset \d+: expected /);
    assert.deepEqual(last!.decoded!.facts, [{ name: 'application', value: 'A00000008710' }]);
    assert.deepEqual([first!.open.data, last!.open.data], [false, true]);
  });
});
