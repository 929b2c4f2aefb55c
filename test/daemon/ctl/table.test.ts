import assert from 'node:assert/strict';
import { dispatch } from '../../../daemon/ctl/dispatch.js';
import { COMMANDS } from '../../../daemon/ctl/table.js';
import { EXIT } from '../../../daemon/exit.js';
import type { Option } from '../../../daemon/options.js';
import { captured } from '../captured.js';

/** The kinds of things that words and values are: what completions and manual pages can know of. */
const KINDS = new Set([
  ...['DIR', 'FILE', 'IDENTITY', 'KIND:ID', 'ORIGIN', 'READER', 'TIME', 'URI'],
  ...['FAULT', 'FAULTS', 'I/N', 'NUMBER', 'PATH'],
]);

describe('the table of commands', () => {
  for (const { name, words, options, exits, examples, load } of COMMANDS) {
    describe(name, () => {
      it('can be loaded', async () => {
        assert.equal(typeof (await load()).run, 'function');
      });

      it('takes things of known kinds', () => {
        const values = Object.values<Option>(options).filter(
          ({ type, choices }) => type === 'string' && choices === undefined,
        );
        for (const kind of [
          ...words.map((word) => word.name),
          ...values.map(({ value }) => value),
        ]) {
          assert.ok(KINDS.has(kind!), kind);
        }
        const optional = words.map((word) => word.optional === true);
        assert.deepEqual(optional, optional.toSorted(), 'what may be left out comes last');
      });

      it('ends in known ways, and has an example of itself', () => {
        const statuses = Object.values(EXIT).map(String);
        for (const status of Object.keys(exits)) assert.ok(statuses.includes(status), status);
        assert.ok(examples.length > 0);
        for (const { line } of examples) assert.ok(line.startsWith(`dmbootctl ${name}`), line);
      });

      it('has help that fits a terminal, and names all of it', async () => {
        const args = [...name.split(' '), '--help'];
        const { result, stdout } = await captured(() => dispatch(args));
        assert.equal(result, 0);
        assert.ok(stdout.startsWith(`Usage: dmbootctl ${name}`));
        for (const option of Object.keys(options)) assert.ok(stdout.includes(`--${option}`));
        for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
      });
    });
  }

  it('is what dmbootctl --help prints, where it fits a terminal', async () => {
    const { stdout } = await captured(() => dispatch(['--help']));
    for (const { name } of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
  });

  it('has each name once', () => {
    assert.equal(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
  });
});
