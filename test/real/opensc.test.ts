import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toHex } from '../../lib/bytes.js';
import { BenchCard, sample, visitHere } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';
import { installed, skipBecause } from '../support/skip.js';

const [SLOT] = SLOTS;
const BIG = sample('big-2700');
const ICCID = '8988211000000430010';

/** The one driver of OpenSC that takes a card which none of the others knows; it is switched off otherwise. */
const CONFIG = 'app default {\n  enable_default_driver = true;\n  card_drivers = default;\n}\n';

describe('OpenSC on a virtual card behind a real pcscd', function () {
  this.timeout(30_000);
  const rig = new Rig();
  let folder = '';

  before(function () {
    if (!installed('opensc-tool')) skipBecause(this, 'needs opensc-tool; apt-get install opensc');
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-opensc-'));
    writeFileSync(join(folder, 'opensc.conf'), CONFIG);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function opensc(tool: string, ...args: readonly string[]): Promise<string> {
    const env = { ...process.env, OPENSC_CONF: join(folder, 'opensc.conf') };
    const { stdout } = await promisify(execFile)(tool, ['--reader', '0', ...args], { env });
    return stdout;
  }

  /** What the card answers to each command: `9000`, or `9F17`, or data in front of it. */
  async function sends(commands: readonly string[]): Promise<string[]> {
    const printed = await opensc('opensc-tool', ...commands.flatMap((hex) => ['--send-apdu', hex]));
    return printed
      .split('Sending:')
      .slice(1)
      .map((answer) => {
        const [, sw1, sw2] = /SW1=0x(..), SW2=0x(..)/.exec(answer) ?? [];
        const data = answer
          .split('\n')
          .slice(2)
          .map((line) => /^(?:[0-9A-F]{2} ){0,16}/.exec(line)![0].replaceAll(' ', ''))
          .join('');
        return `${data}${sw1}${sw2}`;
      });
  }

  it('gets from a UICC what TS 102 221 says', async () => {
    await rig.put(new BenchCard({ message: BIG, iccid: ICCID }), SLOT);
    const exchanges: readonly (readonly [string, string])[] = [
      // The MF: DF, characteristics, activated, rule 1 of EF ARR, PIN 01 off and 81 and 0A on.
      [
        '00A40004023F0000',
        '62298202782183023F00A5098001718304000040008A01058B032F0601C60C90016083010183018183010A9000',
      ],
      // EF ICCID: transparent, 10 bytes, SFI 02.
      ['00A40004022FE200', '621C8202412183022FE2A503C001008A01058B032F06018002000A8801109000'],
      ['00B000000A', '988812010000400310F09000'],
      // EF DIR: three records of 38 bytes, SFI 1E.
      [
        '00A40004022F0000',
        '621F8205422100260383022F00A503C001008A01058B032F0601800200728801F09000',
      ],
      ['00B2020426', `61144F0CA000000063504B43532D313551043F007F50${'FF'.repeat(16)}9000`],
      ['00A4040C0CA000000063504B43532D3135', '9000'],
      ['00A4000C025031', '9000'],
      ['00B0000010', 'A806300404024401A7063004040264209000'],
      ['00A4000C026F00', '6A82'],
    ];
    assert.deepEqual(
      await sends(exchanges.map(([command]) => command)),
      exchanges.map(([, answer]) => answer),
    );
  });

  it('gets from a SIM what TS 51.011 says', async () => {
    await rig.put(new BenchCard({ mode: '2g', message: BIG, iccid: ICCID }), SLOT);
    const exchanges: readonly (readonly [string, string])[] = [
      // The MF: CHV1 off, three DFs, three EFs, three tries of each CHV and ten of each unblocking code.
      ['A0A40000023F00', '9F17'],
      ['A0C0000017', '000000003F000100000000000A9303030600838A838A009000'],
      // EF ICCID: transparent, 10 bytes, anyone may read it.
      ['A0A40000022FE2', '9F0F'],
      ['A0C000000F', '0000000A2FE2040004F044010200009000'],
      ['A0B000000A', '988812010000400310F09000'],
      ['A0A40000022F00', '9F0F'],
      ['A0B2020426', `61144F0CA000000063504B43532D313551043F007F50${'FF'.repeat(16)}9000`],
      ['A0A40000027F50', '9F17'],
      ['A0A40000025031', '9F0F'],
      ['A0B0000010', 'A806300404024401A7063004040264209000'],
      ['A0A40000026F00', '9404'],
    ];
    assert.deepEqual(
      await sends(exchanges.map(([command]) => command)),
      exchanges.map(([, answer]) => answer),
    );
  });

  it('finds the data object and reads the message, with more exchanges than we need', async () => {
    const card = new BenchCard({ message: BIG });
    await rig.put(card, SLOT);
    const printed = await opensc('pkcs15-tool', '--list-data-objects');
    assert.match(printed, /^Data object 'OMA-DM'$/m);
    assert.match(printed, /applicationOID: +2\.23\.43\.7\.1$/m);
    assert.match(printed, /Path: +3f007f506421$/m);
    const [, length, data] = /Data \((\d+) bytes\):([\s0-9A-F]*)/.exec(printed) ?? [];
    assert.equal(Number(length), BIG.length);
    assert.equal(data?.replaceAll(/\s/g, ''), toHex(BIG));
    const { apdus } = await visitHere({ message: BIG });
    assert.ok(apdus < card.card.transmits, `${apdus}, and OpenSC ${card.card.transmits}`);
  });
});
