import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../daemon/ctl/table.js';
import type { Option } from '../../daemon/options.js';
import { COMPLETIONS } from '../../systemd/debian/places.js';
import { BY_KIND, flagged } from '../../systemd/manuals/completed.js';
import { completions } from '../../systemd/manuals/manuals.js';
import { PROGRAMS } from '../../systemd/manuals/programs.js';
import { FIRST, SECOND } from '../daemon/bench.js';
import { PROGRAMS as FILES } from '../daemon/program.js';
import { Office } from '../daemon/server/office.js';
import { ICCID, newCard, watchPins } from '../daemon/wallet.js';
import { installed, skipBecause } from '../support/skip.js';
import { offered, putCompletions, SHELLS } from './shells.js';

/** Lines as they are typed, each with what is to be offered, by what it is about. */
type Expected = Map<string, readonly string[]>;

const PATHS = ['a-file', 'a-folder'];
const OF_KIND: Readonly<Record<string, readonly string[]>> = { FILE: PATHS, DIR: ['a-folder'] };

function optionsAndValues(): Expected {
  const lines: Expected = new Map();
  for (const { name: program, commands } of PROGRAMS) {
    for (const command of commands) {
      const call = `${program} ${command.name}`.trim();
      const all = flagged(command);
      const longs = all.map(({ flags: [long] }) => long!);
      lines.set(`${call} --`, longs.toSorted());
      for (const { flags, option } of all.filter(({ option: { type } }) => type === 'string')) {
        const { choices, value } = option;
        const words = choices ?? OF_KIND[value!] ?? [];
        const begun = choices ? '' : 'a-';
        for (const flag of flags) lines.set(`${call} ${flag} ${begun}`, words.toSorted());
        lines.set(`${call} ${flags[0]}=${begun}`, words.toSorted());
      }
      if (command.words[0]?.name !== 'FILE') continue;
      lines.set(`${call} a-`, PATHS);
      lines.set(`${call} --json a-`, PATHS);
    }
  }
  return lines;
}

function commandWords(): Expected {
  const names = COMMANDS.map(({ name }) => name.split(' '));
  const lines: Expected = new Map();
  lines.set('dmbootctl ', [...new Set(names.map(([first]) => first!))].sort());
  lines.set('dmbootctl st', ['status']);
  lines.set('dmbootctl nothing', []);
  for (const [family] of names.filter(({ length }) => length === 2)) {
    const seconds = names.flatMap(([first, second]) => (first === family && second) || []);
    const whole = COMMANDS.find(({ name }) => name === family);
    if (whole === undefined || whole.words.length === 0) {
      lines.set(`dmbootctl ${family} `, seconds.sort());
    } else {
      for (const second of seconds)
        lines.set(`dmbootctl ${family} ${second.slice(0, -1)}`, [second]);
    }
  }
  return lines;
}

describe('completions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  before(() => {
    writeFileSync(join(folder, 'a-file'), '');
    mkdirSync(join(folder, 'a-folder'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('all have a place in the package', () => {
    assert.deepEqual(Object.keys(completions()).sort(), Object.keys(COMPLETIONS).sort());
  });

  it('know every kind of thing that is typed', () => {
    const all = PROGRAMS.flatMap(({ commands }) => commands);
    const values = all.flatMap(({ options }) => Object.values<Option>(options));
    const free = values.filter(({ type, choices }) => type === 'string' && choices === undefined);
    const words = all.flatMap((command) => command.words);
    for (const kind of [...words.map(({ name }) => name), ...free.map(({ value }) => value!)]) {
      assert.ok(
        kind in BY_KIND,
        `systemd/manuals/completed.ts does not say what completes ${kind}`,
      );
    }
  });

  for (const shell of SHELLS) {
    describe(`of ${shell}`, () => {
      watchPins();
      before(function () {
        if (!installed(shell)) skipBecause(this, `needs ${shell}; apt-get install ${shell}`);
      });

      async function offers(expected: Expected): Promise<void> {
        const lines = [...expected.keys()];
        const answers = await offered(shell, folder, lines);
        assert.deepEqual(
          Object.fromEntries(lines.map((line, at) => [line, answers[at]])),
          Object.fromEntries(expected),
        );
      }

      it('offer the commands, of one word and of two', async () => {
        putCompletions(folder, 'exit 69');
        await offers(commandWords());
      });

      it('offer every option of every command, and what its value may be', async () => {
        putCompletions(folder, 'exit 69');
        await offers(optionsAndValues());
      });

      it('offer nothing, and say nothing, where no daemon answers', async () => {
        putCompletions(folder, 'echo no daemon answers >&2; exit 69');
        await offers(
          new Map(['purge ', 'retrieve --reader '].map((line) => [`dmbootctl ${line}`, []])),
        );
      });

      it('offer the readers and origins that a daemon knows', async () => {
        const office = await Office.open({ cards: { [FIRST]: newCard() } });
        try {
          const call = `exec '${process.execPath}' '${FILES.dmbootctl}' "$@" --runtime '${office.folder}'`;
          putCompletions(folder, call);
          await offers(
            new Map([
              ['dmbootctl retrieve --reader ', [FIRST, SECOND]],
              ['dmbootctl purge --json ', [ICCID]],
              // Fish does not count words.
              ...(shell === 'fish' ? [] : [[`dmbootctl purge ${ICCID} `, []] as const]),
            ]),
          );
        } finally {
          await office.close();
        }
      });
    });
  }
});
