import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type FormatName, importTrace } from '../../lib/trace/formats.js';
import { itemsOf, parseTrace, type TraceItem } from '../../lib/trace/index.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { dmbootctl, replay } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';
import { installed, skipBecause } from '../support/skip.js';

const [SLOT] = SLOTS;
const ONE = sample('one-account');
const PIN = '1234';

/** Commands and answers, one a line. */
function exchangesOf(items: Iterable<TraceItem>): string[] {
  const lines: string[] = [];
  for (const item of items) {
    if (item.kind !== 'command' && item.kind !== 'response') continue;
    const hex = Buffer.from(item.bytes).toString('hex').toUpperCase();
    const isMasked = item.kind === 'command' && item.masked;
    lines.push(isMasked ? hex.slice(0, 10).padEnd(hex.length, '*') : hex);
  }
  return lines;
}

const kindsOf = (items: Iterable<TraceItem>): string[] => [...items].map(({ kind }) => kind);

function imported(format: FormatName, log: string | Uint8Array): TraceItem[] {
  const source = { name: 'log', warn: assert.fail };
  return [...importTrace(format, [Buffer.from(log)], source)];
}

describe('traces of a real card, and logs of the tools that watch it', function () {
  this.timeout(60_000);
  const rig = new Rig(['--apdu', '--debug']);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-logs-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What a walk over this card is recorded as; in the absence of a daemon. */
  async function recorded(image: BootstrapCard, name = 'card.trace') {
    const config = join(folder, 'dmbootd.toml');
    writeFileSync(config, `[smartcard.pin]\ndefault = "${PIN}"\n`);
    const card = new BenchCard(image);
    const session = await rig.put(card, SLOT);
    const file = join(folder, name);
    const place = ['--config', config, '--state', join(folder, 'state')];
    const { status, stdout, stderr } = await dmbootctl(
      ...['trace', 'record', '--reader', SLOT.reader, '-o', file, '--json', ...place],
    );
    assert.equal(status, 0, stderr);
    return { card, session, told: JSON.parse(stdout), text: readFileSync(file, 'utf8'), file };
  }

  for (const [kind, image] of Object.entries({
    'a SIM': { mode: '2g', message: ONE },
    'a UICC on T=0': { message: ONE },
    'a UICC on T=1': { message: ONE, protocol: 'T=1' },
    'a UICC with a PIN': {
      message: ONE,
      pin: { value: PIN, enabled: true },
      read: { message: 'pin' },
    },
  } satisfies Record<string, BootstrapCard>)) {
    it(`a log of pcscd --apdu tells the same as a recording: ${kind}`, async () => {
      const log = rig.pcscd.printed();
      const { session, text, told, card } = await recorded(image);
      await session.remove();
      assert.deepEqual([told.outcome, told.apdus], [null, card.card.transmits]);
      const items = imported('pcscd', log.join('\n'));
      const trace = parseTrace(text, 'card.trace');
      assert.deepEqual(exchangesOf(items), exchangesOf(itemsOf(trace)));
      const kinds = kindsOf(items);
      assert.deepEqual([kinds[1], kinds[2], kinds.at(-1)], ['connect', 'atr', 'removed']);
      const atrs = [items, itemsOf(trace)].map((some) =>
        [...some].find((item) => item.kind === 'atr'),
      );
      assert.deepEqual(
        atrs[0]?.kind === 'atr' && atrs[0].bytes,
        atrs[1]?.kind === 'atr' && atrs[1].bytes,
      );
      assert.equal(text.includes(Buffer.from(PIN).toString('hex')), false);
    });
  }

  it('a recording is its owner’s alone, replays to an account, and leaves no state', async () => {
    const { file, told, card, session } = await recorded({ message: ONE });
    await session.remove();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      [told.file, told.reader, told.identity, told.mode, told.message.length],
      [file, SLOT.reader, card.iccid, '3g', ONE.length],
    );
    const replayed = await replay(file);
    assert.deepEqual(
      replayed.report.cards.map(({ outcome, identity }) => [outcome, identity]),
      [['applied', card.iccid]],
    );
    const state = join(folder, 'state');
    const accounts = await dmbootctl('accounts', '--state', state, '--json');
    assert.deepEqual(JSON.parse(accounts.stdout).accounts, []);
  });

  it('a recording into a folder gets a name of its own each time', async () => {
    await rig.put(new BenchCard({ blank: true, message: ONE }), SLOT);
    const into = join(folder, 'recordings/');
    for (let n = 0; n < 2; n += 1) {
      const { stdout, status } = await dmbootctl('trace', 'record', '-o', into);
      assert.equal(status, 0);
      assert.match(stdout, /: \d+ exchanges with card \d+ in Virtual PCD 00 00, empty\n$/);
    }
    assert.deepEqual(readdirSync(into).sort(), [
      'Virtual_PCD_00_00-0001.trace',
      'Virtual_PCD_00_00-0002.trace',
    ]);
  });

  it('a recording of no card is refused, and leaves nothing', async () => {
    const file = join(folder, 'none.trace');
    const { status, stderr } = await dmbootctl('trace', 'record', '-o', file);
    assert.equal(status, 66);
    assert.match(stderr, /there is no card/);
    assert.equal(readdirSync(folder).includes('none.trace'), false);
  });

  it('scriptor runs an exported script, and its transcript is the trace again', async function () {
    if (!installed('scriptor')) skipBecause(this, 'needs scriptor; apt-get install pcsc-tools');
    for (const image of [{ mode: '2g', message: ONE }, { message: ONE }] as const) {
      const { session, file, text, card } = await recorded(image, 'walk.trace');
      await session.remove();
      const script = join(folder, 'walk.scriptor');
      assert.equal((await dmbootctl('trace', 'convert', file, '-o', script)).status, 0);
      const again = new BenchCard({ ...image, iccid: card.iccid });
      const second = await rig.put(again, SLOT);
      const transcript = await outputOf('scriptor', ['-r', SLOT.reader, script]);
      await second.remove();
      const items = imported('scriptor', transcript);
      assert.deepEqual(exchangesOf(items), exchangesOf(itemsOf(parseTrace(text, 'walk.trace'))));
      assert.deepEqual(kindsOf(items).slice(0, 3), ['header', 'connect', 'atr']);
    }
  });

  it('a capture of GSMTAP on the loopback interface is the trace again', async function () {
    if (!installed('tshark')) skipBecause(this, 'needs tshark');
    const { session, file, text } = await recorded({ message: ONE }, 'sent.trace');
    await session.remove();
    const exported = join(folder, 'sent.pcap');
    assert.equal((await dmbootctl('trace', 'convert', file, '-o', exported)).status, 0);
    const packets = payloadsOf(readFileSync(exported));
    const capture = join(folder, 'captured.pcapng');
    const args = ['-i', 'lo', '-f', 'udp port 4729', '-c', `${packets.length}`, '-w', capture];
    const tshark = spawn('tshark', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(tshark, 'close');
    for await (const line of createInterface(tshark.stderr)) {
      if (/Capture started/.test(line)) break;
    }
    const socket = createSocket('udp4').bind();
    for (const packet of packets) {
      await new Promise((resolve) => socket.send(packet, 4729, '127.0.0.1', resolve));
    }
    await ended;
    socket.close();
    const items = imported('gsmtap', readFileSync(capture));
    assert.deepEqual(exchangesOf(items), exchangesOf(itemsOf(parseTrace(text, 'sent.trace'))));
  });
});

/** The UDP payloads of a pcap file of raw IPv4. */
function payloadsOf(pcap: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 24; at < pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    payloads.push(pcap.subarray(at + 16 + 28, at + 16 + length));
    at += 16 + length;
  }
  return payloads;
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await once(child, 'close');
  return stdout;
}
