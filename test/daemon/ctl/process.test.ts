import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installed, skipBecause } from '../../support/skip.js';
import { FIRST } from '../bench.js';
import { PROGRAMS } from '../program.js';
import { Office } from '../server/office.js';
import { ICCID, newCard, watchPins } from '../wallet.js';

const run = promisify(execFile);

/** Prints the address of each module that is loaded. */
const TELL = `export const load = (url, context, next) => {
  process._rawDebug('loaded', url);
  return next(url, context);
};`;
const dataUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const TELLING = dataUrl(
  `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(TELL))});`,
);

/** What every command needs, besides the tables. */
const BEFORE: readonly string[] = [
  'daemon/columns.js',
  'daemon/config/error.js',
  'daemon/ctl/dispatch.js',
  'daemon/ctl/place.js',
  'daemon/discovery/place.js',
  'daemon/dmbootctl.js',
  'daemon/exit.js',
  'daemon/main.js',
  'daemon/options.js',
  'daemon/systemd/datagram.js',
  'daemon/systemd/journal.js',
  'daemon/systemd/priority.js',
  'lib/error.js',
  'lib/settings/problem.js',
  'lib/text.js',
];
/** What `status` needs on top. */
const OF_STATUS: readonly string[] = [
  'daemon/ctl/connection.js',
  'daemon/ctl/lines.js',
  'daemon/ctl/print.js',
  'daemon/ctl/push/waiting.js',
  'daemon/ctl/source.js',
  'daemon/ctl/status.js',
  'daemon/hooks/end.js',
  'daemon/print.js',
  'lib/outcome.js',
  'lib/source/outcome.js',
];

describe('dmbootctl as a process', () => {
  watchPins();
  let office: Office;
  before(async () => {
    office = await Office.open({ cards: { [FIRST]: newCard() } });
  });
  after(() => office.close());

  /** What it prints on a terminal of so many columns. */
  async function onTerminal(columns: number, env: Record<string, string>): Promise<string> {
    const line = `stty cols ${columns}; '${process.execPath}' '${PROGRAMS.dmbootctl}' status --runtime '${office.folder}'`;
    const { stdout } = await run(
      'script',
      ['--quiet', '--return', '--command', line, '/dev/null'],
      {
        env: { ...process.env, TERM: 'xterm', ...env },
      },
    );
    return stdout.replaceAll('\r', '');
  }

  it('shows colours on a terminal, and nothing wider than that', async function () {
    if (!installed('script')) skipBecause(this, 'needs script (Debian: bsdutils), for a terminal');
    const [narrow, plain] = await Promise.all([
      onTerminal(50, { NO_COLOR: '' }),
      onTerminal(200, { NO_COLOR: '1' }),
    ]);
    assert.ok(narrow.includes('\u001b[32mapplied\u001b[0m'), narrow);
    const lines = narrow.replaceAll(/\u001b\[\d+m/g, '').split('\n');
    for (const line of lines) assert.ok(line.length <= 50, line);
    assert.ok(lines.some((line) => line.endsWith('…')));
    assert.doesNotMatch(plain, /[\u001b…]/);
    assert.match(
      plain,
      new RegExp(`a1  com.example.dm  Example Operator  from smartcard ${ICCID}`),
    );
  });

  /** The modules that a command line loads, below the folder of the programs. */
  async function loadedBy(...args: readonly string[]): Promise<string[]> {
    const line = ['--import', TELLING, PROGRAMS.dmbootctl, ...args];
    const { stderr } = await run(process.execPath, line).catch((error) => error);
    const urls: string[] = stderr.match(/(?<=^loaded ).*$/gm);
    assert.deepEqual(
      urls.filter((url) => url.includes('node_modules')),
      [],
    );
    return urls.filter((url) => url.startsWith('file:')).map((url) => url.split('/dist/')[1]!);
  }

  it('loads the tables of commands, and nothing of any command, before one is called', async () => {
    const loaded = await loadedBy('no-such-command');
    const tables = loaded.filter((file) => file.endsWith('/table.js'));
    assert.ok(tables.length > 5, `${tables.length} tables`);
    assert.deepEqual(loaded.filter((file) => !tables.includes(file)).sort(), BEFORE);
  });

  it('loads nothing that it has no use for', async () => {
    const loaded = await loadedBy('status', '--runtime', office.folder);
    const before = await loadedBy('no-such-command');
    assert.deepEqual(loaded.filter((file) => !before.includes(file)).sort(), OF_STATUS);
  });
});
