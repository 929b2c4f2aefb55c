import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS } from '../../../lib/trace/formats.js';
import { itemsOf, parseTrace } from '../../../lib/trace/index.js';
import { ROOT } from '../../support/paths.js';
import { installed, skipBecause } from '../../support/skip.js';
import { imported } from '../imported.js';

describe('a trace exported to GSMTAP', function () {
  this.timeout(30_000);
  let folder = '';
  before(function () {
    if (!installed('tshark')) skipBecause(this, 'needs tshark; apt-get install tshark');
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-tshark-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function exported(name: string): string {
    const path = join(ROOT, 'apdu-traces', `${name}.trace`);
    const trace = parseTrace(readFileSync(path, 'utf8'), path);
    const file = join(folder, 'a.pcap');
    const pieces = [...FORMATS.gsmtap.write(itemsOf(trace), () => undefined)];
    writeFileSync(file, Buffer.concat(pieces));
    return file;
  }

  it('opens in tshark, which names every command and finds nothing malformed', () => {
    const told = execFileSync('tshark', ['-r', exported('3g/pin')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = told.trimEnd().split('\n');
    const trace = parseTrace(readFileSync(join(ROOT, 'apdu-traces/3g/pin.trace'), 'utf8'), 'a');
    const commands = [...itemsOf(trace)].filter(({ kind }) => kind === 'command');
    // The first packet is the ATR, which this version of Wireshark takes for a command.
    assert.equal(lines.length, commands.length + 1);
    for (const line of lines.slice(1)) {
      assert.match(line, /GSM SIM .* (SELECT|READ|GET RESPONSE|VERIFY|MANAGE CHANNEL)/);
    }
    for (const name of ['READ RECORD', 'READ BINARY', 'VERIFY', 'MANAGE CHANNEL', 'SELECT']) {
      assert.ok(told.includes(name), name);
    }
    assert.doesNotMatch(told, /[Mm]alformed/);
  });

  it('is the same in every form that editcap makes of it', function () {
    if (!installed('editcap')) skipBecause(this, 'needs editcap; apt-get install tshark');
    const file = exported('3g/public');
    const expected = imported('gsmtap', readFileSync(file)).lines;
    for (const form of ['pcapng', 'nsecpcap', 'pcap']) {
      const other = join(folder, `a.${form}`);
      execFileSync('editcap', ['-F', form, file, other], { stdio: 'ignore' });
      assert.deepEqual(imported('gsmtap', readFileSync(other), 1000).lines, expected, form);
    }
  });
});
