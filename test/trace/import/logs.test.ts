import assert from 'node:assert/strict';
import { imported } from '../imported.js';

const ATR = '3B9F96801FC78031A073BE21136743200718000001A5';

describe('an import of a cardpeek log', () => {
  it('yields a connection, exchanges and resets', () => {
    const log = [
      '# a card',
      `R:${ATR}`,
      'C:00A40004023F00:612F:',
      'C:00C000002F:9000:6201',
      '',
      `R:${ATR}`,
      'C:00b0000001:9000:ff',
    ].join('\n');
    assert.deepEqual(imported('cardpeek', log), {
      lines: [
        'connect T=0',
        `atr ${ATR}`,
        '> 00A4000402 3F00',
        '< 612F',
        '> 00C000002F',
        '< 6201 9000',
        'reset',
        `atr ${ATR}`,
        '> 00B0000001',
        '< FF 9000',
      ],
      warnings: [],
    });
  });

  it('takes another ATR for another card, and the protocol from it', () => {
    const { lines } = imported('cardpeek', 'R:3B00\nR:3B80010A\nC:00A40000:9000:\n');
    assert.deepEqual(lines.slice(0, 5), [
      'connect T=0',
      'atr 3B00',
      'removed',
      'connect T=1',
      'atr 3B80010A',
    ]);
  });

  it('connects without an ATR where the log tells none', () => {
    const { lines } = imported('cardpeek', 'C:00A40000:9000:');
    assert.deepEqual(lines, ['connect T=0', 'atr', '> 00A40000', '< 9000']);
  });
});

describe('an import of a log of pcscd --apdu', () => {
  for (const [what, command, shown] of [
    ['with its Lc', '00 20 00 01 08 31 32 33 34 FF FF FF FF', '0020000108 ****************'],
    ['with an Le too', '00 20 00 01 08 31 32 33 34 FF FF FF FF 00', `0020000108 ${'**'.repeat(9)}`],
    ['without its Lc', '00 20 00 01 31 32 33 34 FF FF', '00200001 ************'],
    ['of two bytes without an Lc', 'A0 20 00 01 12 34', 'A0200001 ****'],
  ] as const) {
    it(`holds nothing of a PIN that is sent ${what}`, () => {
      const { lines } = imported('pcscd', `00000001 APDU: ${command}\n00000001 SW: 90 00`);
      assert.equal(lines[2], `+0.000000 > ${shown}`);
    });
  }

  it('yields exchanges with their times, and what --debug tells besides', () => {
    const log = [
      '00000000 debuglog.c:292:DebugLogSetLevel() debug level=debug',
      '00000100 eventhandler.c:393:EHStatusHandlerThread() Card inserted into Virtual PCD 00 00',
      '00000008 Card ATR: 3B 00 ',
      '00000508 APDU: 00 A4 00 04 02 3F 00 ',
      '00045712 SW: 61 2F ',
      '00000007 winscard.c:1607:SCardTransmit() UnrefReader() count was: 2',
      '00000003 APDU: 00 C0 00 00 2F ',
      '99999999 SW: 62 01 90 00 ',
      '00000001 eventhandler.c:333:EHStatusHandlerThread() Card Removed From Virtual PCD 00 00',
    ].join('\n');
    assert.deepEqual(imported('pcscd', log), {
      lines: [
        '+0.000000 connect T=0',
        '+0.000000 atr 3B00',
        '+0.000508 > 00A4000402 3F00',
        '+0.046220 < 612F',
        '+0.046230 > 00C000002F',
        '+100.046229 < 6201 9000',
        '+100.046230 removed',
      ],
      warnings: [],
    });
  });

  it('takes it out of a journal, in colours, and with the thread of newer versions', () => {
    const log = [
      'Nov 24 13:00:00 host pcscd[123]: 00000508 APDU: 00 A4 00 00',
      'Nov 24 13:00:00 host pcscd[123]: 00000100 SW: 90 00',
      '\u001b[35m00000100 APDU: 00 B0 00 00 01\u001b[0m',
      '\u001b[36m00000100 [140233] SW: FF 90 00\u001b[0m',
    ].join('\r\n');
    const { lines } = imported('pcscd', log);
    assert.deepEqual(lines.slice(2), [
      '+0.000000 > 00A40000',
      '+0.000100 < 9000',
      '+0.000200 > 00B0000001',
      '+0.000300 < FF 9000',
    ]);
  });

  it('says where exchanges of several clients are mixed, and where the log ends in one', () => {
    const log = [
      '00000001 SW: 90 00',
      '00000001 APDU: 00 A4 00 00',
      '00000001 APDU: 00 B0 00 00 01',
      '00000001 SW: 6A 82',
      '00000001 SW: FF 90 00',
      '00000001 APDU: 00 A4 00 01',
    ].join('\n');
    const { lines, warnings } = imported('pcscd', log);
    assert.deepEqual(
      lines.map((line) => line.replace(/^\S+ /, '')),
      [
        ...['connect T=0', 'atr', '> 00A40000', 'error 0x80100016'],
        ...['> 00B0000001', '< 6A82', '> 00A40001', 'error 0x80100016'],
      ],
    );
    assert.deepEqual(warnings, [
      'an answer without its command is left out: clients or readers are mixed',
      'a command without its answer: its answer is an error',
      'an answer without its command is left out: clients or readers are mixed',
      'the last command has no answer: its answer is an error',
    ]);
  });
});

describe('an import of a transcript of scriptor', () => {
  it('yields resets and exchanges, with responses over several lines', () => {
    const log = [
      'No reader given: using Virtual PCD 00 00',
      'Using T=1 protocol',
      'Reading commands from STDIN',
      '# a script',
      'reset',
      '> RESET',
      '< OK: 3B 00 ',
      '00 A4 00 04 02 3F 00',
      '> 00 A4 00 04 02 3F 00',
      '< 61 2F : 0x2F bytes of response still available.',
      '> 00 B0 00 00 20 ',
      '< 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F ',
      '10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F ',
      '90 00 : Normal processing.',
      '> RESET',
      '< KO: Card was removed.',
    ].join('\n');
    const data = [...Array(32).keys()].map((n) => n.toString(16).padStart(2, '0')).join('');
    assert.deepEqual(imported('scriptor', log), {
      lines: [
        'connect T=1',
        'atr 3B00',
        '> 00A4000402 3F00',
        '< 612F',
        '> 00B0000020',
        `< ${data.toUpperCase()} 9000`,
      ],
      warnings: ['a reset that failed is left out'],
    });
  });

  it('answers what the card did not by an error', () => {
    const cut = '> 00 B0 00 00 20\n< 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F \n';
    for (const [log, warning] of [
      ["> 00 B0 00 00 20\nCan't get info: Card was removed.\n", 'the last command has no answer'],
      [cut, 'the last response is cut off'],
    ] as const) {
      const { lines, warnings } = imported('scriptor', log);
      assert.deepEqual(lines.slice(2), ['> 00B0000020', 'error 0x80100016']);
      assert.ok(warnings[0]!.startsWith(warning), warnings[0]);
    }
  });
});

describe('an import of what pySim prints with --apdu-trace', () => {
  it('yields exchanges and resets out of the output of a shell', () => {
    const log = [
      'Using PC/SC reader interface',
      '-> 00a4000402 3f00',
      '<- 612f: ',
      '-> 00c000002f ',
      '<- 9000: 6201',
      'pySIM-shell (00:MF)> reset',
      '-- RESET',
      '-> 00b0000001 ',
      '<- 6a82: ',
    ].join('\n');
    assert.deepEqual(imported('pysim', log), {
      lines: [
        ...['connect T=0', 'atr', '> 00A4000402 3F00', '< 612F', '> 00C000002F', '< 6201 9000'],
        ...['reset', 'atr', '> 00B0000001', '< 6A82'],
      ],
      warnings: [],
    });
  });

  it('says what has no counterpart', () => {
    const { lines, warnings } = imported('pysim', '<- 9000:\n-> 00a40000\n-- RESET\n-> 00a40000');
    assert.deepEqual(lines.slice(2), [
      ...['> 00A40000', 'error 0x80100016', 'reset', 'atr', '> 00A40000', 'error 0x80100016'],
    ]);
    assert.equal(warnings.length, 3);
  });
});

describe('a PIN in any log', () => {
  const logs = {
    native: 'dmbootd-trace 1\nconnect T=0\natr\n> 0020000108 31323334FFFFFFFF\n< 9000\n',
    cardpeek: 'C:002000010831323334FFFFFFFF:9000:\n',
    pcscd: '00000001 APDU: 00 20 00 01 08 31 32 33 34 FF FF FF FF \n00000001 SW: 90 00 \n',
    scriptor: '> 00 20 00 01 08 31 32 33 34 FF FF FF FF\n< 90 00 : Normal processing.\n',
    pysim: '-> 0020000108 31323334ffffffff\n<- 9000: \n',
  } as const;
  for (const [format, log] of Object.entries(logs) as [keyof typeof logs, string][]) {
    it(`is masked as it is read: ${format}`, () => {
      const { lines } = imported(format, log);
      assert.equal(lines[2]!.replace(/^\+\S+ /, ''), `> 0020000108 ${'*'.repeat(16)}`);
      assert.ok(lines[3]!.endsWith('< 9000'));
    });
  }

  for (const ins of ['21', '24', '25', '26', '28', '2C', '2D']) {
    it(`is masked in CHANGE, DISABLE, ENABLE, UNBLOCK and their like: ${ins}`, () => {
      const { lines } = imported('cardpeek', `C:00${ins}00010831323334FFFFFFFF:9000:\n`);
      assert.equal(lines[2], `> 00${ins}000108 ${'*'.repeat(16)}`);
    });
  }
});
