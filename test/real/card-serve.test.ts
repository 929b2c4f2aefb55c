import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { Program } from '../daemon/program.js';
import { sample } from '../support/bench-card.js';
import { dmbootctl, type Folder } from '../support/dmbootd.js';
import { ROOT } from '../support/paths.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';

const [FIRST, SECOND] = SLOTS;
const ICCIDS = ['8988211000000430201', '8988211000000430202', '8988211000000430203'] as const;

describe('card serve, behind the real pcscd', () => {
  const programs: Program[] = [];
  // Before the rig looks whether all cards are out.
  afterEach(() => Promise.all(programs.splice(0).map((program) => program.end('SIGTERM'))));
  const rig = new Rig();

  function image(folder: Folder, number: 0 | 1 | 2): string {
    const path = folder.at(`${number}.card.toml`);
    const message = sample(number === 0 ? 'one-account' : 'other-server');
    const card = bootstrapImage({ message, iccid: ICCIDS[number] });
    writeFileSync(path, formatCardImage(card, 'toml'));
    return path;
  }

  function serve(...args: string[]): Program {
    const program = new Program('dmbootctl', ['card', 'serve', ...args], { stdin: 'pipe' });
    programs.push(program);
    return program;
  }

  it('plays several cards, and moves them as lines and the socket say', async () => {
    const folder = rig.folder();
    const control = folder.at('control');
    const served = serve('--control', control, image(folder, 0), image(folder, 1));
    await served.printed(/^1 holds .*; 2 holds .*\n/);
    assert.equal(statSync(control).mode & 0o777, 0o600);
    const daemon = rig.daemon(folder);
    const seen = await Promise.all(
      [FIRST, SECOND].map(({ reader }) => daemon.outcome(reader, 'applied')),
    );
    assert.deepEqual(
      seen.map(({ identity }) => identity),
      ICCIDS.slice(0, 2),
    );

    served.say('remove 1\n');
    await served.printed(/^ok\n/m);
    await daemon.purged(ICCIDS[0]);
    served.say('insert 1\n');
    await daemon.outcome(FIRST.reader, 'applied');

    const socket = connect(control);
    const answers = createInterface(socket)[Symbol.asyncIterator]();
    socket.write(`swap 2 ${image(folder, 2)}\nswap 3\nstatus\n`);
    await daemon.purged(ICCIDS[1]);
    const swapped = await daemon.outcome(SECOND.reader, 'applied');
    assert.equal(swapped.identity, ICCIDS[2]);
    const lines = [await answers.next(), await answers.next(), await answers.next()];
    assert.equal(lines[0]?.value, 'ok');
    assert.equal(lines[1]?.value, 'error: expected a slot from 1 to 2');
    assert.match(lines[2]?.value ?? '', /^1 holds .*0\.card\.toml; 2 holds .*2\.card\.toml$/);
    socket.write('quit\n');
    assert.equal(await served.ended(), 0);
    await daemon.purged(ICCIDS[2]);
  });

  it('plays a program, and takes it for removed when it dies; ends clean on SIGTERM', async () => {
    const folder = rig.folder();
    const path = folder.at('python.card.toml');
    const script = join(ROOT, 'docs/example-card.py');
    writeFileSync(path, `program = ["python3", ${JSON.stringify(script)}]\n`);
    const refused = serve(path);
    assert.equal(await refused.ended(), 64);
    assert.match(refused.stderr, /expected --run-programs/);

    const served = serve('--run-programs', path);
    await served.printed(/^1 holds /);
    const daemon = rig.daemon(folder);
    const { mode } = await daemon.outcome(FIRST.reader, 'no-application');
    assert.equal(mode, '2g');
    assert.equal(await served.end('SIGTERM'), 0);
  });

  it('has cards that card check judges in their reader', async () => {
    const folder = rig.folder();
    const served = serve(image(folder, 0));
    await served.printed(/^1 holds /);
    const { status, stdout } = await dmbootctl('card', 'check', '--reader', FIRST.reader, '--json');
    const { identity, strict, lenient } = JSON.parse(stdout);
    assert.deepEqual([status, identity, strict.accepts], [0, ICCIDS[0], true]);
    assert.equal(lenient.outcome, 'message');
  });

  it('says that no vpcd listens', async () => {
    const folder = rig.folder();
    const served = serve('--port', '9', image(folder, 0));
    assert.equal(await served.ended(), 69);
    assert.match(served.stderr, /vpcd at 127\.0\.0\.1:9: /);
  });
});
