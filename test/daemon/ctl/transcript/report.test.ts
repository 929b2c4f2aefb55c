import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { ROOT } from '../../../support/paths.js';
import { captured } from '../../captured.js';
import { collected, Desk, HOSTILE, printed } from './support.js';

const TITLES = [
  ...['Where the time went', 'The message', 'The tree before and after'],
  ...['The file system as read', 'The exchanges'],
];

describe('trace report', () => {
  const desk = new Desk();
  after(() => desk.remove());

  it('has everything that there is to say of a card', async () => {
    const page = await desk.page('trace', 'report', desk.timed('3g/pin'));
    for (const title of [...TITLES, 'Warnings: 2'])
      assert.ok(page.includes(`>${title}</a>`), title);
    for (const text of [
      '<span class="badge good">applied</span>',
      '<dd>8988211000000430010</dd>',
      'security status not satisfied',
      '<strong>EF DM_Bootstrap 6421</strong>, 1198 bytes read, label &quot;OMA-DM&quot;',
      'AAuthSecret = (secret)',
      '<h4>Before: 7 nodes</h4>',
      '<h4>After: 39 nodes</h4>',
      'bytes, not shown: they may hold secrets',
    ]) {
      assert.ok(page.includes(text), text);
    }
  });

  it('needs nothing else, runs nothing, and says so to the browser', async () => {
    const page = await desk.page('trace', 'report', collected('3g/public'));
    const [, style] = /<style>(.*)<\/style>/s.exec(page)!;
    const digest = createHash('sha256').update(style!).digest('base64');
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
    assert.equal(
      policy!.replaceAll('&#39;', "'"),
      `default-src 'none'; img-src data:; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
    assert.doesNotMatch(page, /<script| on\w+=| style=|@import|url\(| src=/i);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target!);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!));
    for (const link of links) {
      assert.ok(link === 'data:,' || (link.startsWith('#') && ids.has(link.slice(1))), link);
    }
  });

  it('shows what a card says as text, whatever it says', async () => {
    const name = HOSTILE.replaceAll('\u202e', '');
    desk.write(
      'account.toml',
      `server = "com.example.dm"\nname = ${JSON.stringify(name)}\naddress = "https://dm.example.com/oma"\n`,
    );
    await captured(() =>
      dispatch(['message', 'create', desk.at('account.toml'), '-o', desk.at('message')]),
    );
    const file = await desk.recorded({ message: readFileSync(desk.at('message')), label: HOSTILE });
    for (const args of [
      ['trace', 'report', file],
      ['trace', 'diff', file, collected('3g/public')],
    ]) {
      const page = await desk.page(...args);
      assert.ok(page.includes('&lt;script&gt;alert(1)'), args[1]);
      assert.doesNotMatch(page, /<script|<img|\u202e/i);
    }
  });

  it('is its owner’s alone, and says where it is', async () => {
    const { stdout } = await printed(
      ...['trace', 'report', collected('3g/public'), '-o', desk.at('own.html'), '--json'],
    );
    assert.deepEqual(Object.keys(JSON.parse(stdout)), ['file', 'length', 'sha256']);
    assert.equal(statSync(desk.at('own.html')).mode & 0o777, 0o600);
  });

  it('takes the whole collection of traces', async () => {
    const folder = join(ROOT, 'apdu-traces');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.trace'))
      .map((name) => join(folder, name));
    const page = await desk.page('trace', 'report', ...files);
    assert.ok(page.includes(`<h1>${files.length} traces</h1>`));
    assert.ok(page.includes('swapped.trace, stay 2 of 2'));
    assert.ok(page.includes('the card is removed, and what it brought is purged'));
    assert.ok(page.includes('A reader without a card.'));
    assert.ok(page.includes('dmbootd would have asked something else than this trace holds'));
  });

  it('tells no outcome and no tree where another walk was recorded, and says once why', async () => {
    const short = desk.write('short.trace', 'dmbootd-trace 1\nconnect T=0\natr 3B00\n');
    for (const trace of [collected('3g/denied'), collected('2g/uicc-in-2g'), short]) {
      const page = await desk.page('trace', 'report', trace);
      assert.ok(page.includes('<dd>none, as another walk was recorded </dd>'), trace);
      assert.ok(page.includes('<p>None: dmbootd would have asked something else than this trace'));
      assert.doesNotMatch(page, /card-error|<h4>Before/);
      assert.equal(
        page.split('dmbootd would have asked something else than this trace holds: ').length,
        2,
      );
    }
  });

  it('stays of a size that a browser likes, however long the trace', async () => {
    const reads = Array.from({ length: 4000 }, (_, at) => {
      const fid = (0x6400 + (at % 700)).toString(16);
      return `> 00A4000402 ${fid}\n< 6F05840411111111 9000\n`;
    });
    const file = desk.write(
      'long.trace',
      `dmbootd-trace 1\nconnect T=0\natr 3B00\n${reads.join('')}`,
    );
    const page = await desk.page('trace', 'report', file);
    assert.ok(page.length < 1_500_000, `${page.length}`);
    assert.ok(page.includes('exchanges are not shown here.'));
    const stays = desk.write(
      'stays.trace',
      `dmbootd-trace 1\n${'connect T=0\natr 3B00\nremoved\n'.repeat(900)}`,
    );
    assert.ok(
      (await desk.page('trace', 'report', stays)).includes('888 more stays of stays.trace'),
    );
  });

  it('asks for a file to write to', async () => {
    await assert.rejects(printed('trace', 'report', collected('3g/public')), { status: 64 });
    await assert.rejects(printed('trace', 'report', '-o', desk.at('x')), { status: 64 });
  });
});
