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

  it('loads nothing that it has no use for', async () => {
    const line = ['--import', TELLING, PROGRAMS.dmbootctl, 'status', '--runtime', office.folder];
    const { stderr } = await run(process.execPath, line);
    const loaded = stderr.match(/(?<=^loaded ).*$/gm)!;
    assert.ok(loaded.some((url) => url.endsWith('/ctl/status.js')));
    assert.deepEqual(
      loaded.filter((url) => /node_modules|\/lib\/tree\/index|\/ctl\/(tree|retrieve)/.test(url)),
      [],
    );
    assert.ok(loaded.length < 45, `${loaded.length} modules`);
  });
});
