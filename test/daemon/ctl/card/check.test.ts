import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { Exit } from '../../../../daemon/exit.js';
import { bootstrapImage } from '../../../../lib/virtual-card/bootstrap-image.js';
import { formatCardImage } from '../../../../lib/virtual-card/image-text.js';
import { ROOT } from '../../../support/paths.js';
import { captured } from '../../captured.js';
import { run } from '../../program.js';

const EXAMPLE = join(ROOT, 'docs/example.card.toml');
const PYTHON = `program = ["python3", ${JSON.stringify(join(ROOT, 'docs/example-card.py'))}]\n`;

const check = (...args: string[]) => captured(() => dispatch(['card', 'check', ...args]));

describe('card check', () => {
  let folder: string;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-check-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('passes the example of the documentation', async () => {
    const { result, stdout } = await check(EXAMPLE);
    assert.equal(result, 0);
    assert.match(stdout, /^card 8988211000004300009 \(3G\)\npass {2}D\.1 {9} {2}EF DIR is there/);
    assert.match(stdout, /^a strict reader: accepts it\n.*, as dmbootd is: pin-required\n$/m);
  });

  it('has stable keys for programs, and fails where an item does', async () => {
    const image = formatCardImage(bootstrapImage({ absent: 'entry' }), 'json');
    const { result, stdout } = await check(file('bad.card.json', image), '--json');
    assert.equal(result, 1);
    const checked = JSON.parse(stdout);
    assert.deepEqual(Object.keys(checked), [
      'card',
      'mode',
      'identity',
      'items',
      'strict',
      'lenient',
    ]);
    assert.deepEqual(checked.strict, { accepts: false, because: ['entry'] });
    assert.deepEqual(Object.keys(checked.items[0]), ['id', 'clause', 'asks', 'verdict', 'found']);
  });

  it('takes a card that a program plays, if that is wanted', async () => {
    const image = file('python.card.toml', PYTHON);
    await assert.rejects(check(image), /expected --run-programs/);
    const { result, stdout } = await check(image, '--run-programs');
    assert.equal(result, 1);
    assert.match(stdout, /^card 89888211000043009999 \(2G\)$/m);
  });

  for (const at of [1, 3, 9, 20]) {
    for (const json of [[], ['--json']]) {
      it(`says at which command a card is mute: ${at} ${json}`, async () => {
        const image = bootstrapImage({ quirks: { at: { [at]: { mute: true } } } });
        const mute = file('mute.card.json', formatCardImage(image, 'json'));
        const ended = await run('dmbootctl', ['card', 'check', mute, ...json]);
        assert.equal(ended.status, 1);
        assert.equal(ended.stdout, '');
        assert.match(
          ended.stderr,
          new RegExp(
            `^dmbootctl: the card is mute at command ${at}, [A-Z ]+ \\([0-9A-F]{8}\\): no answer`,
          ),
        );
      });
    }
  }

  it('takes an image or a reader', async () => {
    for (const args of [[], [EXAMPLE, '--reader', 'x']]) {
      await assert.rejects(check(...args), (error) => error instanceof Exit && error.status === 64);
    }
  });
});
