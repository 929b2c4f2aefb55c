import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { RebuildError, rebuild } from '../../lib/rebuild/index.js';
import { parseTrace, TraceError } from '../../lib/trace/index.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { parseCardImage } from '../../lib/virtual-card/image-file.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { ROOT } from '../support/paths.js';

const SEED = 20130401;
const TRACES = ['3g/pin', '3g/long-way', '2g/pin', '3g/decoys', 'ruim/public'].map((name) =>
  readFileSync(join(ROOT, 'apdu-traces', `${name}.trace`), 'utf8').split('\n'),
);

/** Lines that a trace may hold anywhere, likelier than chance to lead astray. */
const LINES = [
  ...['> 00A4040400', '> 00A4000402 2F06', '> 01A4000402 3F00', '> 00A4080404 7F506421'],
  ...[
    '> 00B0910000',
    '> 00B2010400',
    '> 0120000108 ****************',
    '> 00700000 01',
    '> A0F2000016',
  ],
  ...[
    '< 9000',
    '< 61FF',
    '< 6CFF',
    '< 6982',
    '< 9F17',
    '< 62028200 9000',
    '< 63C1',
    '< 6F42',
    'reset',
  ],
  ...[
    '< 621982024221830211118410A00000006300000000000000000000008B01FF80020000C60390010083019000 9000',
  ],
];

/** Lines taken away, doubled, exchanged, replaced, and digits changed. */
const damage = fc.array(
  fc.tuple(
    fc.constantFrom('drop', 'double', 'swap', 'replace', 'digit'),
    fc.nat(),
    fc.nat(),
    fc.constantFrom(...LINES),
  ),
  { minLength: 1, maxLength: 5 },
);

describe('any trace', () => {
  it('is rebuilt as an image that can be written, read and played, or refused', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.constantFrom(...TRACES), damage, fc.boolean(), (trace, changes, known) => {
        const lines = [...trace];
        for (const [what, first, second, line] of changes) {
          const at = 5 + (first % (lines.length - 5));
          const other = 5 + (second % (lines.length - 5));
          if (what === 'drop') lines.splice(at, 1 + (second % 2));
          else if (what === 'double') lines.splice(at, 0, ...lines.slice(at, at + 2));
          else if (what === 'swap') [lines[at], lines[other]] = [lines[other]!, lines[at]!];
          else if (what === 'replace') lines[at] = line;
          else lines[at] = lines[at]!.replace(/[0-9A-F]/, (second % 10).toString());
        }
        try {
          const { image, notes, files } = rebuild(
            parseTrace(lines.join('\n'), 't'),
            1,
            known ? '5678' : null,
          );
          for (const format of ['toml', 'json'] as const) {
            const text = formatCardImage(image, format, { top: notes, files });
            new VirtualCard(parseCardImage(text, { name: 'i', format })).reset();
          }
          made += 1;
        } catch (error) {
          assert.ok(error instanceof TraceError || error instanceof RebuildError, String(error));
        }
      }),
      { seed: SEED, numRuns: 1500 },
    );
    assert.ok(made > 300, `${made} images were made`);
  });

  const many = (count: number, fid: (at: number) => number): string =>
    ['dmbootd-trace 1', 'connect T=0', 'atr 3B00']
      .concat(
        ...Array.from({ length: count }, (_, at) => [
          `> 00A4000402 ${fid(at).toString(16).padStart(4, '0')}`,
          '< 9000',
        ]),
      )
      .join('\n');

  it('is cut off below the deepest directory, and refused with more files than an image has', () => {
    const deep = rebuild(
      parseTrace(
        many(20_000, (at) => 0x5f00 + (at % 255)),
        'deep',
      ),
      1,
      null,
    );
    const text = formatCardImage(deep.image, 'toml');
    new VirtualCard(parseCardImage(text, { name: 'i', format: 'toml' })).reset();
    assert.throws(
      () =>
        rebuild(
          parseTrace(
            many(2_000, (at) => 0x4000 + at),
            'many',
          ),
          1,
          null,
        ),
      {
        code: 'no-card',
        message: /shows 2001 files: an image has at most 1000/,
      },
    );
  });
});
