import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCardFile } from '../../../../daemon/card-file.js';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { Exit } from '../../../../daemon/exit.js';
import type { CardReport } from '../../../../daemon/report.js';
import { VirtualProvider } from '../../../../lib/reader/virtual.js';
import { VirtualCard } from '../../../../lib/virtual-card/card.js';
import { ROOT } from '../../../support/paths.js';
import { supervise } from '../../../support/supervise.js';
import { captured } from '../../captured.js';

const SAMPLE = join(ROOT, 'test/samples/one-account.wbxml');
const ACCOUNT = `server = "com.example.dm"
address = "https://dm.example.com/oma"
credentials = { name = "device-7", secret = "hunter2-correct-horse" }
`;

const withStatus = (status: number) => (error: unknown) =>
  error instanceof Exit && error.status === status;

describe('card new', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const file = (name: string, text: string) => {
    writeFileSync(at(name), text);
    return at(name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-new-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function made(...options: string[]): Promise<string> {
    const output = at('made.card.toml');
    const { result } = await captured(() => dispatch(['card', 'new', '-o', output, ...options]));
    assert.equal(result, 0);
    assert.equal(statSync(output).mode & 0o777, 0o600);
    return output;
  }

  /** What a visit of the card comes to. */
  async function visited(image: string, toml = ''): Promise<CardReport> {
    const read = readCardFile(image);
    assert.ok(!('program' in read));
    const provider = new VirtualProvider();
    const reports: CardReport[] = [];
    const supervisor = supervise({
      provider,
      toml,
      tell: (told) => told.event === 'card-visited' && reports.push(told.card),
    });
    supervisor.start();
    await supervisor.until(() => supervisor.listed);
    const end = provider.nextVisit('Virtual 0');
    provider.insert('Virtual 0', new VirtualCard(read));
    await end;
    await supervisor.stop();
    return reports[0]!;
  }

  for (const [what, options] of [
    ['a UICC', []],
    ['a UICC over T=1 with an oidDO', ['--protocol', 'T=1', '--entry', 'oiddo']],
    ['a SIM', ['--mode', '2g']],
  ] as const) {
    it(`makes ${what} with a message`, async () => {
      const { outcome, identity } = await visited(
        await made('--message', SAMPLE, '--iccid', '8988211000000430099', ...options),
      );
      assert.deepEqual([outcome, identity], ['applied', '8988211000000430099']);
    });
  }

  it('makes a card of a description', async () => {
    const { outcome, accounts } = await visited(
      await made('--describe', file('account.toml', ACCOUNT)),
    );
    assert.equal(outcome, 'applied');
    assert.deepEqual(
      accounts.map(({ serverId }) => serverId),
      ['com.example.dm'],
    );
  });

  it('guards the message with the PIN of a file', async () => {
    const image = await made('--message', SAMPLE, '--private', '--pin-file', file('pin', '5678\n'));
    assert.equal((await visited(image)).outcome, 'pin-required');
    const config = '[smartcard.pin]\ndefault = "5678"\n';
    assert.equal((await visited(image, config)).outcome, 'applied');
  });

  it('makes a card without a message: its file is initialised', async () => {
    assert.equal((await visited(await made())).outcome, 'empty');
  });

  it('writes JSON too, and says so to programs', async () => {
    const output = at('made.card.json');
    const args = ['card', 'new', '-o', output, '--message', SAMPLE, '--json'];
    const { stdout } = await captured(() => dispatch(args));
    assert.deepEqual(JSON.parse(stdout), {
      file: output,
      mode: '3g',
      protocol: 'T=0',
      message: readFileSync(SAMPLE).length,
      pin: false,
    });
    assert.equal((await visited(output)).outcome, 'applied');
  });

  for (const [what, status, args] of [
    ['another name', 64, ['-o', 'x.toml']],
    ['two messages', 64, ['-o', 'x.card.toml', '--message', SAMPLE, '--describe', SAMPLE]],
    ['a SIM over T=1', 64, ['-o', 'x.card.toml', '--mode', '2g', '--protocol', 'T=1']],
    ['an ICCID that is none', 64, ['-o', 'x.card.toml', '--iccid', '12x']],
    ['a PIN that is none', 65, ['-o', 'x.card.toml', '--pin-file', SAMPLE]],
    ['a file that is not there', 66, ['-o', 'x.card.toml', '--message', '/nowhere']],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      await assert.rejects(
        captured(() => dispatch(['card', 'new', ...args])),
        withStatus(status),
      );
    });
  }
});

describe('a description in a card image', () => {
  it('is read like one that stands alone, and its mistakes have key and line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-described-'));
    const path = join(folder, 'a.card.toml');
    const text = (more: string) =>
      `atr = "3B00"\nmode = "3g"\nprotocol = "T=0"\n[[files]]\npath = "3F00"\nkind = "df"\n[[files]]\npath = "3F00/6421"\nkind = "transparent"\n[files.message]\n${more}`;
    try {
      writeFileSync(path, text(ACCOUNT));
      const read = readCardFile(path);
      assert.ok(!('program' in read));
      const [message] = read.mf.files;
      assert.ok(message?.kind === 'transparent' && message.content.length > 400);
      writeFileSync(path, text('address = "x"\nhunter2-correct-horse = 1\n'));
      assert.throws(
        () => readCardFile(path),
        (error) => {
          assert.ok(error instanceof Error);
          const lines = error.message.split('\n').map((line) => line.slice(path.length + 1));
          assert.match(lines[0]!, /^10: files.1.message.server: missing$/);
          assert.match(lines[1]!, /^11: files.1.message.address: expected an address/);
          assert.match(lines[2]!, /^12: files.1.message.…: unknown key$/);
          return true;
        },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
