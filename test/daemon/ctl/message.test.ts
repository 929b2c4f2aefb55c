import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { dispatch } from '../../../daemon/ctl/dispatch.js';
import { DescriptionError, parseDescription } from '../../../daemon/description.js';
import { Exit } from '../../../daemon/exit.js';
import { processBootstrap, processProvisioning } from '../../../lib/bootstrap/index.js';
import { decodeWbxml, EncodeError } from '../../../lib/wbxml/index.js';
import { CARD } from '../../bootstrap/messages.js';
import { ROOT } from '../../support/paths.js';
import { captured } from '../captured.js';

/** The descriptions of the manual: what is indented, and begins with a server. */
const EXAMPLES = [
  ...readFileSync(join(ROOT, 'docs/message.md'), 'utf8').matchAll(/(?:^(?: {4}.*)?\n)+/gm),
]
  .map(([block]) => block.replaceAll(/^ {4}/gm, '').trim())
  .filter((block) => /^server = /m.test(block));

const [SHORT = '', COMPLETE = ''] = EXAMPLES;

const withStatus = (status: number) => (error: unknown) =>
  error instanceof Exit && error.status === status;

describe('message create', () => {
  let folder: string;
  let output: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-message-'));
    output = join(folder, 'message');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function description(text: string): string {
    const file = join(folder, 'account.toml');
    writeFileSync(file, text);
    return file;
  }

  async function created(text: string, ...options: string[]): Promise<Buffer> {
    const args = ['create', description(text), '-o', output, ...options];
    const { result, stdout } = await captured(() => dispatch(['message', ...args]));
    assert.equal(result, 0);
    const bytes = readFileSync(output);
    assert.match(stdout, new RegExp(`message: ${bytes.length} bytes, SHA-256 [0-9A-F]{64}\n$`));
    return bytes;
  }

  it('makes of the examples of the manual what they say', async () => {
    assert.equal(EXAMPLES.length, 2);
    const short = processBootstrap(await created(SHORT), CARD);
    assert.deepEqual(
      [short.source, short.servers],
      ['https://dm.example.com/oma', ['com.example.dm']],
    );

    for (const tnds of ['wbxml', 'xml']) {
      const { mos, report } = processBootstrap(await created(COMPLETE, '--tnds', tnds), CARD);
      assert.deepEqual(
        mos.map(({ parent, name }) => `${parent}/${name}`),
        [
          './DMAcc/com.example.dm',
          './DMAcc/com.example.helpdesk',
          './NAP/internet',
          './Proxy/gateway',
        ],
      );
      assert.deepEqual([report.ignored, report.warnings], [[], []]);
    }
  });

  it('makes a Client Provisioning document if it is asked to', async () => {
    const { servers } = processProvisioning(await created(SHORT, '--profile', 'cp'), CARD);
    assert.deepEqual(servers, ['com.example.dm']);
  });

  it('keeps the file to its owner, and says what it wrote', async () => {
    const args = ['create', description(SHORT), '-o', output, '--json'];
    const { stdout } = await captured(() => dispatch(['message', ...args]));
    assert.equal(statSync(output).mode & 0o777, 0o600);
    const { file, length, sha256 } = JSON.parse(stdout);
    assert.deepEqual([file, length], [output, statSync(output).size]);
    assert.match(sha256, /^[0-9A-F]{64}$/);
  });

  it('writes the version that is asked for, with a string table if it is', async () => {
    for (const version of ['1.1', '1.2', '1.3']) {
      const plain = await created(COMPLETE, '--wbxml', version);
      assert.equal(decodeWbxml(plain).version, version);
      const shared = await created(COMPLETE, '--wbxml', version, '--string-table');
      assert.ok(shared.length < 0.85 * plain.length);
    }
  });

  it('writes to standard output, and nothing else there, but not to a terminal', async () => {
    const args = ['create', description(SHORT), '-o', '-', '--tnds', 'xml'];
    const { isTTY } = process.stdout;
    try {
      process.stdout.isTTY = false;
      const { stdout } = await captured(() => dispatch(['message', ...args]), 'exact');
      assert.equal(stdout, (await created(SHORT, '--tnds', 'xml')).toString());
      process.stdout.isTTY = true;
      await assert.rejects(() => dispatch(['message', ...args]), withStatus(64));
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  it('names every mistake by its key and line, and repeats no value', async () => {
    const text = [
      ...['sever = "a"', 'address = "tell-nobody"', '[credentials]', 'tell-nobody = "secret"'],
      ...['[[account]]', '[[account]]', 'server = "tell nobody"'],
    ].join('\n');
    await assert.rejects(
      () => dispatch(['message', 'create', description(text), '-o', output]),
      (error) => {
        assert.ok(error instanceof DescriptionError);
        assert.deepEqual(
          error.problems.map(({ key, line }) => `${line} ${key}`),
          [
            ...['0 server', '1 …', '2 address', '4 credentials.…'],
            ...[
              '5 account.0.server',
              '5 account.0.address',
              '6 account.1.address',
              '7 account.1.server',
            ],
          ],
        );
        assert.doesNotMatch(error.message, /tell.nobody/);
        return true;
      },
    );
  });

  it('repeats no secret, whatever is done to the file', () => {
    const edit = fc.record({
      at: fc.nat(COMPLETE.length),
      remove: fc.nat(12),
      insert: fc.constantFrom('', '"', '=', '[', ']', '\n', '.', '\\', "'", '{', '}', '#', ' = '),
    });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
        COMPLETE,
      );
      try {
        parseDescription(text, 'a.toml', 'dm');
      } catch (error) {
        assert.ok(error instanceof DescriptionError, String(error));
        assert.doesNotMatch(error.message, /tell nobody|nor th|even this|Zmly/);
      }
    });
    fc.assert(property, { seed: 9, numRuns: 500 });
  });

  it('refuses for a Client Provisioning document what that cannot hold', () => {
    assert.throws(
      () => parseDescription(COMPLETE, 'a.toml', 'cp'),
      (error) =>
        error instanceof DescriptionError &&
        ['acl', 'http_credentials', 'access_point.0.acl'].every((wanted) =>
          error.problems.some(({ key, line }) => key === wanted && line > 0),
        ),
    );
  });

  it('refuses what no document can hold', async () => {
    const accounts = Array.from(
      { length: 60 },
      (_, at) =>
        `[[account]]\nserver = "${at}"\naddress = "https://a"\nname = "${'x'.repeat(1000)}"\n`,
    );
    const file = description(`server = "s"\naddress = "https://a"\n${accounts.join('')}`);
    await assert.rejects(() => dispatch(['message', 'create', file, '-o', output]), EncodeError);
  });

  for (const [what, status, ...args] of [
    ['no verb', 64],
    ['another verb', 64, 'make', 'FILE', '-o', 'OUT'],
    ['two files', 64, 'create', 'FILE', 'FILE', '-o', 'OUT'],
    ['no output', 64, 'create', 'FILE'],
    ['another profile', 64, 'create', 'FILE', '-o', 'OUT', '--profile', 'w7'],
    ['another form of TNDS', 64, 'create', 'FILE', '-o', 'OUT', '--tnds', 'json'],
    [
      'a form of TNDS where there is none',
      64,
      'create',
      'FILE',
      '-o',
      'OUT',
      '--tnds',
      'xml',
      '--profile',
      'cp',
    ],
    ['another version of WBXML', 64, 'create', 'FILE', '-o', 'OUT', '--wbxml', '1.0'],
    ['a file that is not there', 66, 'create', 'NONE', '-o', 'OUT'],
    ['a file that cannot be made', 73, 'create', 'FILE', '-o', 'NONE/OUT'],
  ] as const) {
    it(`ends with ${status} for ${what}`, async () => {
      const named = args.map((arg) =>
        arg
          .replace('FILE', description(SHORT))
          .replace('NONE', join(folder, 'none'))
          .replace(/\bOUT$/, output),
      );
      await assert.rejects(() => dispatch(['message', ...named]), withStatus(status));
    });
  }

  it('ends with 65 for text in another encoding', async () => {
    const file = description('');
    writeFileSync(file, Buffer.from('name = "ü"', 'latin1'));
    await assert.rejects(() => dispatch(['message', 'create', file, '-o', output]), withStatus(65));
  });
});

describe('encode', () => {
  it('makes WBXML of XML, for its owner alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-encode-'));
    try {
      const output = join(folder, 'message');
      const xml = join(ROOT, 'test/samples/one-account.xml');
      const { result, stdout } = await captured(() =>
        dispatch(['encode', xml, '-o', output, '--json']),
      );
      assert.equal(result, 0);
      assert.equal(statSync(output).mode & 0o777, 0o600);
      assert.equal(JSON.parse(stdout).length, statSync(output).size);
      const { servers } = processBootstrap(readFileSync(output), CARD);
      assert.deepEqual(servers, ['com.example.dm']);

      const wbxml = dispatch(['encode', output, '-o', join(folder, 'again')]);
      await assert.rejects(() => wbxml, withStatus(65));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
