import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { message } from '../../../traces/parts.js';
import { collected, Desk, printed } from './support.js';

interface Answer {
  readonly same: boolean;
  readonly differences: readonly {
    readonly subject: string;
    readonly where: string;
    readonly a: string | null;
    readonly b: string | null;
  }[];
  readonly times: readonly { readonly phase: string; readonly a: object; readonly b: object }[];
}

describe('trace diff', () => {
  const desk = new Desk();
  after(() => desk.remove());

  async function answer(a: string, b: string): Promise<Answer> {
    const { result, stdout } = await printed('trace', 'diff', '--json', a, b);
    const told: Answer = JSON.parse(stdout);
    assert.deepEqual(Object.keys(told), ['same', 'a', 'b', 'differences', 'times']);
    assert.equal(result, told.same ? 0 : 1);
    return told;
  }

  it('finds nothing between a trace and itself, nor in the times', async () => {
    const told = await answer(collected('3g/public'), desk.timed('3g/public'));
    assert.equal(told.same, true);
    assert.deepEqual(told.differences, []);
    const { stdout } = await printed(
      'trace',
      'diff',
      collected('3g/public'),
      desk.timed('3g/public'),
    );
    assert.match(stdout, /^Nothing is different but, perhaps, the time\.$/m);
    assert.match(stdout, /^ {2}The message\n {4}- not told\n {4}\+ \d+\.\d ms, \d/m);
  });

  it('finds nothing where both depart from what dmbootd asks, wherever they say so', async () => {
    const text = readFileSync(collected('3g/denied'), 'utf8');
    const other = desk.write('commented.trace', text.replace('\n', '\n# one more\n'));
    const told = await answer(collected('3g/denied'), other);
    assert.deepEqual(told.differences, []);
    const applied = await answer(other, collected('3g/public'));
    const outcome = applied.differences.find(({ subject }) => subject === 'outcome');
    assert.match(outcome!.a!, /^none, as the trace holds "the end of the trace"/);
    assert.equal(outcome!.b, 'applied');
    assert.ok(!applied.differences.some(({ subject }) => ['account', 'tree'].includes(subject)));
  });

  it('finds what two releases of a card do differently', async () => {
    const { differences } = await answer(collected('3g/public'), collected('3g/pin'));
    const find = (subject: string, where: string) =>
      differences.find((one) => one.subject === subject && one.where === where);
    assert.deepEqual(
      find('status', 'READ BINARY of EF DM_Bootstrap 6421 from byte 0, as many as there are'),
      {
        subject: 'status',
        where: 'READ BINARY of EF DM_Bootstrap 6421 from byte 0, as many as there are',
        ...{ a: '9000', b: '6982, 9000' },
      },
    );
    assert.equal(find('card', 'ICCID')?.b, '8988211000000430010');
    assert.equal(find('exchanges', 'number of exchanges')?.a, '19');
    assert.equal(find('file', 'EF DM_Bootstrap 6421, read')?.b, 'record 2 of EF ARR 2F06');
    assert.equal(find('exchanges', 'VERIFY PIN Appl 1, its value masked')?.a, null);
    assert.ok(!differences.some(({ subject }) => ['message', 'account', 'tree'].includes(subject)));
  });

  it('finds what becomes of another message, in accounts and in the tree', async () => {
    const { differences } = await answer(collected('3g/public'), collected('3g/malformed'));
    const subjects = new Set(differences.map(({ subject }) => subject));
    for (const subject of ['outcome', 'message', 'account', 'tree']) {
      assert.ok(subjects.has(subject), subject);
    }
  });

  it('says of secrets only that they differ', async () => {
    const one = Buffer.from(message('one-account'));
    const other = Buffer.from(
      one.toString('latin1').replace('one-nap-secret', 'two-nap-secret'),
      'latin1',
    );
    assert.notDeepEqual(one, other);
    const { differences } = await answer(
      await desk.recorded({ message: one }, 'one.trace'),
      await desk.recorded({ message: other }, 'other.trace'),
    );
    const inTree = differences.filter(({ subject }) => subject === 'tree');
    assert.deepEqual(
      inTree.map(({ a, b }) => [a, b]),
      [['(secret)', '(secret), another one']],
    );
    assert.ok(differences.some(({ where }) => where === 'EF DM_Bootstrap 6421, SHA-256'));
  });

  it('is a page too, with the same exit code', async () => {
    const args = ['trace', 'diff', collected('3g/public'), collected('3g/pin')];
    const { result } = await printed(...args, '-o', desk.at('page.html'));
    assert.equal(result, 1);
    const page = await desk.page(...args);
    for (const title of ['Status words: 3', 'Files: 3', 'Time']) {
      assert.ok(page.includes(`>${title}</a>`), title);
    }
  });

  it('compares stay by stay, and says where one has more of them', async () => {
    const { differences } = await answer(collected('3g/swapped'), collected('3g/taken-out'));
    assert.deepEqual(differences[0], { subject: 'stays', where: 'stays of cards', a: '2', b: '1' });
  });

  it('tells a bounded number of differences', async () => {
    const lines = (from: number): string =>
      Array.from(
        { length: 700 },
        (_, at) => `> 00A4000C02 ${(from + at).toString(16)}\n< 9000\n`,
      ).join('');
    const trace = (from: number): string =>
      `dmbootd-trace 1\nconnect T=0\natr 3B00\n${lines(from)}`;
    const { differences } = await answer(
      desk.write('a.trace', trace(0x6400)),
      desk.write('b.trace', trace(0x6a00)),
    );
    assert.ok(differences.some(({ where }) => where === 'and 900 more'));
  });
});
