import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import {
  CardFileError,
  DescriptionIssues,
  parseCardFile,
  parseCardImage,
} from '../../lib/virtual-card/image-file.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { CASES } from '../traces/cases.js';

const SEED = 20130401;

const HEAD = 'atr = "3B00"\nmode = "3g"\nprotocol = "T=0"\n';
const MF = '[[files]]\npath = "3F00"\nkind = "df"\n';
const EF = '[[files]]\npath = "3F00/2FE2"\nkind = "transparent"\n';

const read = (text: string) => parseCardImage(text, { name: 'a.card.toml', format: 'toml' });

const problems = (text: string): string[] => {
  try {
    parseCardFile(text, { name: 'f', format: 'toml' });
  } catch (error) {
    assert.ok(error instanceof CardFileError, String(error));
    return error.message.split('\n');
  }
  return [];
};

const CARDS: readonly BootstrapCard[] = [
  ...CASES.flatMap(({ cards }) => cards),
  { mode: '2g', pin: { enabled: true, left: 2, unblockTries: 3 } },
  { serves2g: true, rules: 'expanded', lifeCycle: 'deactivated', dir: 'transparent' },
  { rules: 'compact', pin: { key: 0x11, replacesApplicationPin: true, initialised: false } },
  {
    protocol: 'T=1',
    quirks: {
      channels: 0,
      sixOneAt: 8,
      overLongLe: 'short',
      at: { 3: { mute: true, delayMs: 5 } },
    },
  },
];

describe('a card image in a file', () => {
  for (const format of ['toml', 'json'] as const) {
    it(`is the same card after writing and reading it as ${format}`, () => {
      for (const card of CARDS) {
        const { quirks, ...image } = bootstrapImage(card);
        const original = { ...image, ...(Object.keys(quirks ?? {}).length > 0 && { quirks }) };
        const text = formatCardImage(original, format, { top: ['A comment\nof two lines'] });
        const back = parseCardImage(text, { name: 'x', format });
        assert.deepEqual(canonical(back), canonical(original));
      }
    });
  }

  it('holds content as digits, text or a description, padded', () => {
    const content = (lines: string) => {
      const { mf } = parseCardImage(HEAD + MF + EF + lines, {
        name: 'x',
        format: 'toml',
        message: (description, profile) => {
          assert.equal(JSON.stringify(description), '{"server":"a"}');
          return Uint8Array.of(profile === 'dm' ? 0xdd : 0xcc);
        },
      });
      const [file] = mf.files;
      assert.ok(file?.kind === 'transparent');
      return file.content;
    };
    assert.equal(content('content = "98 88\\n22"'), '988822');
    assert.equal(content('text = "é"\nsize = 4'), 'C3A9FFFF');
    assert.equal(content('size = 3\npadding = "00"'), '000000');
    assert.equal(content('content = "01"\nsize = 4\npadding = "8000"'), '01800000');
    assert.equal(content('[files.message]\nserver = "a"'), 'DD');
    assert.equal(content('provisioning.server = "a"'), 'CC');
  });

  it('takes files in any order, and an application without an identifier by its AID', () => {
    const { mf } = read(
      `${HEAD}[[files]]\npath = "3f00/a0000000871002/6f07"\nkind = "transparent"\nsize = 1\n[[files]]\npath = "3F00/A0000000871002"\nkind = "df"\n${MF}`,
    );
    assert.deepEqual(mf.files, [
      {
        kind: 'df',
        aid: 'A0000000871002',
        files: [{ kind: 'transparent', fid: '6F07', content: 'FF' }],
      },
    ]);
  });

  it('may name a program instead', () => {
    assert.deepEqual(
      parseCardFile('program = ["python3", "card.py"]', { name: 'x', format: 'toml' }),
      { program: ['python3', 'card.py'], protocol: 'T=0' },
    );
    assert.throws(() => read('program = ["a"]'), CardFileError);
  });

  describe('is refused, by key and line, for', () => {
    for (const [what, text, ...expected] of [
      ['no TOML', 'atr = ', /^f:1: syntax: column 7: /],
      ['what is missing', MF, /^f: atr: missing$/, /^f: mode: missing$/, /^f: protocol: missing$/],
      ['an unknown key', `${HEAD}nick = 1\n${MF}`, /^f:4: …: unknown key$/],
      [
        'an unknown key of a file',
        `${HEAD}${MF}${EF}size = 1\nfoo = 1`,
        /^f:11: files.1.…: unknown key$/,
      ],
      [
        'an odd digit',
        `${HEAD}${MF}${EF}content = "123"`,
        /^f:10: files.1.content: expected 0 to 65535 bytes as/,
      ],
      [
        'an unknown kind',
        `${HEAD}[[files]]\npath = "3F00"\nkind = "dir"`,
        /^f:6: files.0.kind: expected kind = /,
      ],
      [
        'a file without content',
        `${HEAD}${MF}${EF}`,
        /^f:7: files.1: expected one of content, text/,
      ],
      [
        'two contents',
        `${HEAD}${MF}${EF}content = "00"\ntext = "a"`,
        /^f:11: files.1.text: expected only one of/,
      ],
      [
        'too small a size',
        `${HEAD}${MF}${EF}content = "0000"\nsize = 1`,
        /^f:11: files.1.size: expected at least the 2/,
      ],
      [
        'a description that is not taken',
        `${HEAD}${MF}${EF}message.server = "a"`,
        /^f:10: files.1.message: expected content/,
      ],
      [
        'no MF',
        `${HEAD}${EF}size = 1`,
        /^f:4: files: expected a df with path "3F00"$/,
        /^f:5: files.0.path: expected the directory/,
      ],
      [
        'no directory around a file',
        `${HEAD}${MF}${EF.replace('2FE2', '7F20/6F07')}size = 1`,
        /^f:8: files.1.path: expected the directory/,
      ],
      [
        'a path twice',
        `${HEAD}${MF}${EF}size = 1\n${EF}size = 1`,
        /^f:12: files.2.path: expected another one/,
      ],
      [
        'a path from elsewhere',
        `${HEAD}${MF}${EF.replace('3F00/', '')}size = 1`,
        /^f:8: files.1.path: expected file identifiers/,
      ],
      [
        'an elementary file by AID',
        `${HEAD}${MF}${EF.replace('2FE2', 'A000000001')}size = 1`,
        /^f:8: files.1.path: expected a file identifier at/,
      ],
      [
        'a record that is too long',
        `${HEAD}${MF}[[files]]\npath = "3F00/2F00"\nkind = "linear-fixed"\nrecord_length = 1\nrecords = ["0000"]`,
        /^f:11: files.1.records.0: expected at most 1 bytes/,
      ],
      [
        'two rules',
        `${HEAD}${MF}rule.reference = "2F0601"\nrule.compact = "00"`,
        /^f:7: files.0.rule: expected one of reference/,
      ],
      [
        'a PIN that is none',
        `${HEAD}${MF}[[pins]]\nkey = 1\nvalue = "93571846x"`,
        /^f:9: pins.0.value: expected 4 to 8 digits in quotes$/,
      ],
      [
        'a PIN in place of a key',
        `${HEAD}${MF}[[pins]]\nkey = 1\n93571846 = 1\nvalue = "1234"`,
        /^f:9: pins.0.…: unknown key$/,
      ],
      [
        'a key twice',
        `${HEAD}${MF}[[pins]]\nkey = 1\nvalue = "1234"\n[[pins]]\nkey = 1\nvalue = "1234"`,
        /^f:11: pins.1.key: expected another one/,
      ],
      [
        'more tries left than there are',
        `${HEAD}${MF}[[pins]]\nkey = 1\nvalue = "1234"\nleft = 4`,
        /^f:10: pins.0.left: expected at most the 3/,
      ],
      ['a program besides', `${HEAD}program = ["a"]\n${MF}`, /^f:1: atr: unknown key$/],
      ['no program', 'program = []', /^f:1: program: expected a list of the program/],
    ] as const) {
      it(what, () => {
        const found = problems(text);
        assert.equal(found.length, expected.length, found.join('\n'));
        for (const [at, pattern] of expected.entries()) assert.match(found[at]!, pattern);
        assert.doesNotMatch(found.join(), /93571846/);
      });
    }

    it('what is wrong with a description in it', () => {
      const text = `${HEAD}${MF}${EF}[files.message]\nserver = "a"\n`;
      const message = () => {
        throw new DescriptionIssues([{ path: ['server'], shown: 'server', problem: 'wrong' }]);
      };
      assert.throws(() => parseCardImage(text, { name: 'f', format: 'toml', message }), {
        code: 'card-file',
        message: 'f:11: files.1.message.server: wrong',
      });
    });
  });

  it('is a card or refused, whatever is damaged in it', () => {
    const sources = (['toml', 'json'] as const).map((format) => ({
      format,
      text: formatCardImage(bootstrapImage({ pin: { enabled: true } }), format),
    }));
    const bit = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('"', ']', '0', '999999', '-1'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.nat(),
        fc.nat(4),
        bit,
        ({ format, text }, at, cut, put) => {
          const where = at % text.length;
          const damaged = text.slice(0, where) + put + text.slice(where + cut);
          try {
            new VirtualCard(parseCardImage(damaged, { name: 'f', format })).reset();
          } catch (error) {
            assert.ok(error instanceof CardFileError, String(error));
            assert.ok(error.problems.length > 0);
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});

/** Digits in one case, and nothing that is left out. */
function canonical(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one) =>
      typeof one === 'string' && /^[0-9a-f]+$/i.test(one) ? one.toUpperCase() : one,
    ),
  );
}
