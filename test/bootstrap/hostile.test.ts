import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Bootstrap, MessageError, processBootstrap } from '../../lib/bootstrap/index.js';
import { concat } from '../../lib/bytes.js';
import { type Element, readXml } from '../../lib/wbxml/index.js';
import { ROOT } from '../support/paths.js';
import {
  element,
  encodeMessage,
  encodeTndsWithTable,
  encodeWithTable,
  withByte,
} from '../syncml/encode.js';
import {
  account,
  add,
  CARD,
  command,
  group,
  inbox,
  leaf,
  message,
  NAP,
  node,
  run,
  SOURCE,
  tnds,
} from './messages.js';

const FOLDER = join(ROOT, 'test/samples');
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.wbxml'))
  .map((file) => file.replace('.wbxml', ''));
const SAMPLES = NAMES.map((name): Uint8Array => readFileSync(join(FOLDER, `${name}.wbxml`)));

/** In the values of secret leaves of the samples, and of the messages below. */
const SECRETS = /-secret|b25lL|YmlnL|-correct-horse/;

const WITH_SECRETS = NAMES.map((name, at) => [name, SAMPLES[at]!] as const).filter(([, sample]) =>
  SECRETS.test(Buffer.from(sample).toString('latin1')),
);

/** A secret of two objects. */
const IN_TABLE = 'hunter2-correct-horse';

/** Messages of which every text is in a string table. */
const IN_TABLES: Record<string, Uint8Array> = (() => {
  const auth = node('AppAuth', null, node('1', null, leaf('AAuthSecret', IN_TABLE)));
  const objects = [
    account('A', 'a', SOURCE, auth, leaf('PrefConRef', './Inbox/N')),
    account('B', 'b', 'https://b.example.com/', auth),
    node('N', NAP, leaf('NapId', 'n'), node('AuthInfo', null, leaf('AuthSecret', IN_TABLE))),
  ];
  const adds = [
    add('./DMAcc/Op/ServerID', 'op'),
    add('./DMAcc/Op/AppAddr/1/Addr', SOURCE),
    add('./DMAcc/Op/AppAuth/1/AAuthSecret', IN_TABLE),
    add('./V/Cfg/Mode', 'old'),
    command('Replace', './V/Cfg/Mode', { data: 'new' }),
    command('Replace', './V/Cfg/Password', { data: IN_TABLE }),
    command('Get', './V'),
  ];
  const embedded = element('Data', encodeTndsWithTable(tnds(...objects)));
  return {
    elements: encodeWithTable(message([inbox(...objects)])),
    adds: encodeWithTable(message(adds)),
    embedded: encodeMessage(withData(readXml(message([inbox()])), embedded)),
  };
})();

/** A message with other Data in its command. */
function withData(root: Element, data: Element): Element {
  return {
    ...root,
    children: root.children.map((child) => {
      if (typeof child === 'string' || child instanceof Uint8Array) return child;
      return child.name === 'Data' ? data : withData(child, data);
    }),
  };
}

/** Where the secret stands in the string table, which begins with VerDTD and what comes after it in the message or the TNDS. */
function indexOfSecret(sample: Uint8Array): number {
  const text = Buffer.from(sample).toString('latin1');
  return text.indexOf(IN_TABLE) - text.search(/1\.2\0(?:DM\/1\.2|A)\0/);
}

/** What damage may make of a byte: the tokens that mean most to a decoder, and a letter in place of a NUL. */
const DAMAGE = [0x00, 0x01, 0x03, 0x41, 0x44, 0x83, 0xc3, 0xff];

/** All that anybody is told of a message. */
const told = (result: Bootstrap | MessageError): string =>
  result instanceof MessageError
    ? `${result.message}${result.cause ?? ''}`
    : JSON.stringify(result.report);

/** What it comes to, or the error that it is allowed to end in. */
function attempt(bytes: Uint8Array): Bootstrap | MessageError {
  try {
    return processBootstrap(bytes, CARD);
  } catch (error) {
    if (error instanceof MessageError) return error;
    throw error;
  }
}

describe('any message', () => {
  it('comes to the same twice', () => {
    for (const sample of SAMPLES) {
      assert.deepEqual(attempt(sample), attempt(sample));
    }
  });

  it('that is random bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.ok(attempt(bytes) instanceof MessageError);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  describe('that is made to take long', () => {
    const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
    const OP = inbox(account('Op', 'op', SOURCE));
    const many = (count: number, xml: (at: number) => string): string =>
      numbers(count).map(xml).join('');
    const cases: Record<string, string[]> = {
      'with accounts node by node': numbers(500).map((at) =>
        add(`./DMAcc/${at}/ServerID`, `s${at}`),
      ),
      'with ids beside a large tree': [
        command('Add', './V', {
          data: tnds(many(2500, (at) => `<Node><NodeName>${at}</NodeName></Node>`)),
        }),
        ...numbers(400).map((at) => add(`./NAP/${at}/NapId`, `${at}`)),
      ],
      'with one name for all': [inbox(many(1200, () => node('a', null)))],
      'with access points that refer to one another': [
        inbox(many(500, (at) => node(`${at}`, NAP, leaf('ConRef', `./Inbox/${'x/'.repeat(20)}`)))),
      ],
      'with white space in values': [
        command('Add', './V', { data: tnds(leaf('a', `x${'\n '.repeat(20_000)}x`)) }),
      ],
      'with a type of one letter': [inbox(node('', 'a'.repeat(50_000)))],
      'with base64 that is none': [
        command('Add', './V', { data: `${'A'.repeat(50_000)}!`, format: 'bin' }),
      ],
    };
    for (const [what, commands] of Object.entries(cases)) {
      it(`${what} takes no longer than a bound`, function () {
        this.timeout(10_000);
        const bytes = encodeMessage(message([OP, ...commands]));
        const start = performance.now();
        attempt(bytes);
        assert.ok(performance.now() - start < 5000);
      });
    }
  });
});

describe('a secret', () => {
  const MARK = 'S3CR3T';
  const secrets = [
    leaf('AAuthSecret', MARK),
    leaf('AAuthData', MARK),
    leaf('AuthSecret', MARK),
    leaf('AAuthName', MARK),
  ].join('');
  const op = account('Op', 'op', SOURCE, node('AppAuth', null, node('1', null, secrets)));
  const secret = `./V/AAuthSecret`;

  it('is never in a report, whatever became of it', () => {
    const { report, mos } = run([
      inbox(op),
      inbox(op),
      inbox(node('X', null, secrets), leaf('AAuthSecret', MARK)),
      inbox(node('1', NAP, secrets, leaf('AAuthSecret', MARK))),
      add(secret, MARK),
      add(secret, MARK),
      command('Add', './V/B', { data: MARK, format: 'odd' }),
      command('Replace', './V/C', { data: MARK }),
      `<Atomic>${add('./V/D', MARK)}${command('Copy', './V', { data: MARK })}</Atomic>`,
      command('Alert', './V', { data: MARK }),
      inbox(
        `<Node><NodeName>Y</NodeName><RTProperties><Format><node/></Format></RTProperties><Value>${MARK}</Value></Node>`,
      ),
    ]);
    assert.ok(JSON.stringify(mos).includes(MARK));
    assert.equal(JSON.stringify(report).includes(MARK), false);
  });

  it('that its target runs into is never in a report, whatever became of the command', () => {
    const target = `./V/PasswordA${MARK}`;
    const { report } = run([
      inbox(op.replaceAll(MARK, 'other')),
      command('Replace', target, { data: MARK }),
      group('Atomic', command('Map', './V'), add(target, MARK), inbox()),
    ]);
    assert.deepEqual(
      report.commands.map(({ target }) => target),
      ['./Inbox', './V/PasswordA(hidden)', null, null, './V/PasswordA(hidden)', './Inbox'],
    );
  });

  it('is never in the text of an error', () => {
    const xml = (text: string): string =>
      command('Add', './V', {
        data: text.replaceAll('<', '&lt;'),
        type: 'application/vnd.syncml.dmtnds+xml',
      });
    const messages = [
      message([inbox(op)], { source: 'https://elsewhere.example.com/' }),
      message([inbox(op.replace('>op<', '>o p<'))]),
      message([inbox(op), xml(MARK)]),
      message([inbox(op), xml(`<MgmtTree>${MARK}</Node>`)]),
      message([inbox(op), xml(`<MgmtTree>&amp;${MARK};</MgmtTree>`)]),
      message([inbox(op), xml(`<${MARK}/>`)]),
      message([inbox(op), xml(`<MgmtTree><Node><Value>${MARK}</Value><Node/></Node></MgmtTree>`)]),
    ];
    for (const text of messages) {
      const error = attempt(encodeMessage(text));
      assert.ok(error instanceof MessageError);
      assert.equal(told(error).includes(MARK), false, error.message);
    }
  });

  it('of a sample with any one byte changed or left out is never in an error or a report', function () {
    this.timeout(120_000);
    for (const [name, sample] of WITH_SECRETS) {
      for (const at of sample.keys()) {
        const value = at % 2 === 0 ? DAMAGE[at % DAMAGE.length]! : sample[at]! ^ (1 << (at % 8));
        for (const instead of [[], [value]]) {
          const bytes = concat(
            sample.subarray(0, at),
            Uint8Array.from(instead),
            sample.subarray(at + 1),
          );
          const result = attempt(bytes);
          assert.doesNotMatch(told(result), SECRETS, `${name}: byte ${at}, ${instead}`);
        }
      }
    }
  });

  it('that a damaged string table or a reference to it makes a name is never in an error or a report', function () {
    this.timeout(60_000);
    for (const [name, sample] of Object.entries(IN_TABLES)) {
      const index = indexOfSecret(sample);
      const values = [...DAMAGE, 0x80 | (index >> 7), index & 0x7f];
      let taken = 0;
      for (const at of sample.keys()) {
        for (const value of values) {
          const result = attempt(withByte(sample, at, value));
          if (!(result instanceof MessageError)) taken += 1;
          assert.doesNotMatch(told(result), SECRETS, `${name}: byte ${at}, ${value}`);
        }
      }
      assert.ok(taken > sample.length, `${name}: only ${taken} were taken`);
    }
  });
});
