import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCardFile } from '../../../../daemon/card-file.js';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { Exit } from '../../../../daemon/exit.js';
import { ROOT } from '../../../support/paths.js';
import { captured } from '../../captured.js';

const trace = (name: string) => join(ROOT, 'apdu-traces', `${name}.trace`);

describe('card from-trace', () => {
  let folder: string;
  let output: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-from-'));
    output = join(folder, 'again.card.toml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const from = (...args: string[]) =>
    captured(() => dispatch(['card', 'from-trace', '-o', output, ...args]));

  it('writes an image, and into it what could not be known', async () => {
    const { stdout } = await from(trace('3g/pin'));
    assert.match(
      stdout,
      /again\.card\.toml: a card in 3G over T=0, which answers 28 of 28 commands/,
    );
    assert.equal(statSync(output).mode & 0o777, 0o600);
    const text = readFileSync(output, 'utf8');
    assert.match(text, /^# A trace holds no PINs: 0000 stands in their place\.$/m);
    assert.match(
      text,
      /^# 1 of 7 records were read; the others are FF here\.\n# Record 1 was not read: .*\n\[\[files\]\]\npath = "3F00\/2F06"/m,
    );
    const image = readCardFile(output);
    assert.ok(!('program' in image));
    assert.deepEqual(
      image.pins?.map(({ key, value, enabled }) => [key, value, enabled]),
      [
        [0x01, '0000', true],
        [0x81, '0000', true],
        [0x0a, '0000', true],
      ],
    );
  });

  it('takes the PIN from a file, and the card of a certain stay', async () => {
    writeFileSync(join(folder, 'pin'), '5678\n');
    await from(trace('2g/pin'), '--pin-file', join(folder, 'pin'));
    const image = readCardFile(output);
    assert.ok(!('program' in image) && image.pins?.every(({ value }) => value === '5678'));
    const { stdout } = await from(trace('3g/swapped'), '--stay', '2', '--json');
    const { commands, same, notes } = JSON.parse(stdout);
    assert.equal(commands, same);
    assert.equal(notes.length, 1);
  });

  for (const [what, status, args] of [
    ['a trace that has no such card', 65, [trace('3g/public'), '--stay', '2']],
    ['what is no trace', 65, [join(ROOT, 'package.json')]],
    ['a number that is none', 64, [trace('3g/public'), '--stay', '0']],
    ['a file that is not there', 66, ['/nowhere']],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      await assert.rejects(from(...args), (error) =>
        error instanceof Exit ? error.status === status : status === 65,
      );
    });
  }
});
