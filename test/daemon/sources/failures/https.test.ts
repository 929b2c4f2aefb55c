import assert from 'node:assert/strict';
import { parseConfig } from '../../../../daemon/config/load.js';
import { BootstrapServer, message, status } from '../../../support/bootstrap-server.js';
import { Authority, type Issued } from '../../../support/certificates.js';
import { Bench } from '../../bench.js';
import { DM } from '../pushed.js';
import { AT_SERVERS, BACK_OFF } from './at-servers.js';
import { linesOf } from './lines.js';

describe('what fails at a Bootstrap Server loses nothing, and is one line of the log:', () => {
  let authority: Authority;
  let own: Issued;
  let server: BootstrapServer;
  let bench: Bench;

  before(async () => {
    authority = new Authority();
    own = authority.issue();
    server = await BootstrapServer.listen(own, status(404));
  });
  after(async () => {
    await server.close();
    authority.remove();
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  const config = (timeLimit: number): string =>
    `[[https.server]]\nurl = "${server.url()}"\nca = "${authority.certFile}"\n[https]\ntime_limit = "${timeLimit}ms"\n`;

  /** Has a daemon look at it with this configuration, which must be another one than before; the lines that come of it. */
  async function look(timeLimit: number): Promise<string[]> {
    const since = bench.lines.length;
    bench.sources.reconfigure(parseConfig(config(timeLimit), 'bench.toml'));
    while (bench.lines.length === since) await new Promise((go) => setImmediate(go));
    return linesOf(bench, since);
  }

  for (const { what, handler, shows, line, timeLimit = 20_000, next = BACK_OFF } of AT_SERVERS) {
    it(what, async () => {
      const fails = (): void => {
        if (shows) server.show(shows(authority));
        server.handler = handler ?? message(DM);
      };
      const works = (): void => {
        server.show(own);
        server.handler = message(DM);
      };
      const assertOneLine = (lines: readonly string[]): void => {
        assert.equal(lines.length, 1, lines.join('\n'));
        const [, text, seconds] = /^(.*?) origin=.* next=(\d+)s$/.exec(lines[0]!) ?? [];
        assert.equal(text?.replaceAll(`${server.port}`, 'PORT'), line);
        assert.ok(lines[0]!.includes(` origin=https:${server.url()} `), lines[0]);
        assert.ok(Number(seconds) >= next[0] && Number(seconds) <= next[1], lines[0]);
      };
      bench = new Bench({ config: config(timeLimit) });
      const empty = bench.store.tree();
      fails();
      await bench.sources.start();
      assertOneLine(linesOf(bench));
      assert.deepEqual(bench.store.tree(), empty);
      works();
      assert.match((await look(30_000)).join('\n'), /^info applied .*\n?/);
      const tree = bench.store.tree();
      fails();
      assertOneLine(await look(timeLimit));
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [false],
      );
      works();
      assert.match((await look(30_000)).join('\n'), /^info unchanged /);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [true],
      );
      assert.equal(linesOf(bench).length, 4);
    });
  }
});
