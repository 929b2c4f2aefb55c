import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '../../../../lib/bytes.js';
import { ProgramCard } from '../../../../lib/reader/program-card.js';
import { bootstrapImage } from '../../../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../../../lib/virtual-card/card.js';
import { formatCardImage } from '../../../../lib/virtual-card/image-text.js';
import { heard } from '../../../support/secrecy.js';
import { PROGRAMS } from '../../program.js';

const COMMANDS = ['00B082000A', '00B201F426', '00A40004023F00', '00C0000020', 'FF', '00700000'];

describe('card stdio', () => {
  let folder: string;
  let image: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-stdio-'));
    image = join(folder, 'a.card.json');
    writeFileSync(image, formatCardImage(bootstrapImage(), 'json'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('plays a card as it would be played here', async () => {
    const program = [process.execPath, PROGRAMS.dmbootctl, 'card', 'stdio', image];
    const card = await ProgramCard.start({ program, protocol: 'T=0' }, folder);
    const here = new VirtualCard(bootstrapImage());
    assert.equal(toHex(card.atr), toHex(here.reset()));
    for (const command of COMMANDS.map(fromHex)) {
      const answer = await card.answer(command);
      assert.ok(answer !== 'gone');
      assert.equal(toHex(answer.bytes!), toHex(here.transmit(command)));
    }
    await card.stop();
    assert.equal(await card.ended, null);
  });

  /** Its exit code, and what it says, where this is what it hears. */
  async function says(text: string): Promise<[number | null, string]> {
    const child = spawn(process.execPath, [PROGRAMS.dmbootctl, 'card', 'stdio', image]);
    let told = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => (told += piece));
    }
    child.stdin.end(text);
    await once(child, 'close');
    heard(told);
    return [child.exitCode, told];
  }

  it('ends with its input, and refuses what is no line of the protocol', async () => {
    const [status, told] = await says('{"type":"reset"}\n');
    assert.deepEqual([status, JSON.parse(told).type], [0, 'atr']);
    const [, answers] = await says(
      '{"type":"reset"}\n{"type":"command","command":"00A40004023F00"}',
    );
    assert.equal(answers.trim().split('\n').length, 2, 'the last line may end with the input');
    const [early, why] = await says('{"type":"command","command":"00A40004023F00"}\n');
    assert.deepEqual(
      [early, why],
      [65, 'dmbootctl: expected "type": "reset" before any command\n'],
    );
    const [wrong, error] = await says('VERIFY 93571846\n');
    assert.deepEqual([wrong, error], [65, 'dmbootctl: expected a JSON object on a line\n']);
  });
});
