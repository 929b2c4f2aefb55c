import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../daemon/ctl/table.js';
import { OPTIONS } from '../../daemon/dmbootd-options.js';
import { EXIT } from '../../daemon/exit.js';
import type { Option } from '../../daemon/options.js';
import { dayOf, epochOf } from '../../systemd/manuals/date.js';
import { keys } from '../../systemd/manuals/keys.js';
import { pages } from '../../systemd/manuals/manuals.js';
import { Page } from '../../systemd/manuals/page.js';
import { bold, literal } from '../../systemd/manuals/roff.js';
import { ROOT } from '../support/paths.js';
import { heard } from '../support/secrecy.js';
import { installed, skipBecause } from '../support/skip.js';

const made = pages(ROOT, '0');

/** The text of a section of a page, or of a part of one. */
function section(page: string, head: string): string {
  const [, text] = made[page]!.split(`${head}\n`);
  assert.ok(text !== undefined, `${page}: ${head}`);
  return text.split(head.startsWith('.SH') ? /^\.SH /m : /^\.S[HS] /m)[0]!;
}

describe('the manual pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  after(() => rmSync(folder, { recursive: true }));

  function run(page: string, text: string, program: string, ...args: readonly string[]) {
    writeFileSync(join(folder, page), text);
    const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', MANROFFOPT: '' };
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    const { stdout, stderr, status } = spawnSync(program, [...args, page], options);
    heard(stdout + stderr);
    return { stdout, stderr, status };
  }

  /** A page as a terminal shows it, without its fonts, and without a warning. */
  function rendered(page: string, text: string): string {
    const { stdout, stderr } = run(page, text, 'man', '--warnings', '-E', 'UTF-8', '-l');
    assert.equal(stderr, '');
    return stdout.replace(/.\x08/gsu, '');
  }

  for (const [page, text] of Object.entries(made)) {
    it(`${page} can be read without a warning`, function () {
      if (!installed('man')) skipBecause(this, 'needs man; apt-get install man-db');
      const shown = rendered(page, text);
      assert.match(shown, /^NAME$/m);
      assert.match(shown, /1970-01-01/);
      assert.doesNotMatch(shown, /\\[ef(&[]/);
    });

    it(`${page} has nothing that mandoc warns of`, function () {
      if (!installed('mandoc')) skipBecause(this, 'needs mandoc; apt-get install mandoc');
      const { stdout, stderr } = run(page, text, 'mandoc', '-T', 'lint');
      assert.equal(stdout + stderr, '');
    });

    it(`${page} is plain ASCII, and says where to go on reading`, () => {
      assert.match(text, /^[\x20-\x7e\t\n]*$/);
      for (const head of ['NAME', 'DESCRIPTION', 'SEE ALSO']) {
        assert.ok(text.includes(`.SH "${head}"\n`), head);
      }
    });
  }

  it('say how programs are called, how they end, and what they read', () => {
    for (const page of ['dmbootctl.1', 'dmbootd.8']) {
      for (const head of [
        'SYNOPSIS',
        'OPTIONS',
        'EXIT STATUS',
        'ENVIRONMENT',
        'FILES',
        'EXAMPLES',
      ]) {
        assert.ok(section(page, `.SH "${head}"`).length > 0);
      }
    }
    for (const head of ['SYNOPSIS', 'FILES', 'EXAMPLES'])
      section('dmbootd.toml.5', `.SH "${head}"`);
  });

  for (const { name, options, words, exits, examples } of COMMANDS) {
    it(`have all there is to know of dmbootctl ${name}`, () => {
      const own = section('dmbootctl.1', `.SS "${literal(name)}"`);
      const common = section('dmbootctl.1', '.SH "OPTIONS"');
      for (const [option, { help, choices = [] }] of Object.entries<Option>(options)) {
        assert.ok(own.includes(bold(`--${option}`)), option);
        const start = literal(help.slice(1).split(' ')[0]!);
        assert.ok(own.includes(start) || common.includes(start), help);
        for (const choice of choices) assert.ok(own.includes(bold(choice)), choice);
      }
      for (const word of words) assert.ok(own.includes(`\\fI${word.name}\\fR\n`), word.name);
      for (const code of Object.keys(exits)) assert.ok(own.includes(`.TP\n${bold(code)}\n`), code);
      const shown = section('dmbootctl.1', '.SH "EXAMPLES"');
      for (const { line } of examples) assert.ok(shown.includes(literal(line)), line);
    });
  }

  it('have every option and exit code of dmbootd', () => {
    const options = section('dmbootd.8', '.SH "OPTIONS"');
    for (const option of Object.keys(OPTIONS)) assert.ok(options.includes(bold(`--${option}`)));
    const exits = section('dmbootd.8', '.SH "EXIT STATUS"');
    for (const code of Object.values(EXIT)) assert.ok(exits.includes(bold(String(code))));
  });

  it('have every key of the configuration', () => {
    for (const { name, fallback } of keys().filter((key) => !key.name.startsWith('[['))) {
      const [table, ...rest] = name.split('.');
      const head = made['dmbootd.toml.5']!.includes(`"[[${table}]]"`)
        ? `[[${table}]]`
        : `[${table}]`;
      const text = section('dmbootd.toml.5', `.SS "${literal(head)}"`);
      assert.ok(text.includes(`.TP\n${bold(rest.join('.'))}\n`), name);
      if (fallback === null) continue;
      const flat = text.replaceAll('\n', ' ');
      assert.ok(flat.includes(`Default: ${bold(fallback)}`), `${name} = ${fallback}`);
    }
  });

  it('show what stands in them as it is, whatever it is', function () {
    if (!installed('man')) skipBecause(this, 'needs man; apt-get install man-db');
    const texts = [
      ...['.SH boo', "'br", "it's", '\\fBfat\\fR', '\\', '--long -s', 'a-b', '"quoted"', '~^`'],
      ...['…é–😀', '\\(aq', '.', "''", '%x', '$1 #2', '\\n(.l'],
    ];
    const page = new Page({
      ...{ name: 'hostile', chapter: 5, does: 'it', date: '1970-01-01', version: '0' },
    });
    page.section('EXAMPLES');
    page.example(texts);
    page.section('TEXT');
    for (const [at, text] of texts.entries()) {
      page.text(`\`\`${text}\`\``.includes('```') ? 'passed' : `\`\`${text}\`\` is ${at}`);
    }
    const lines = rendered('hostile.5', page.toString())
      .split('\n')
      .map((line) => line.trim());
    for (const [at, text] of texts.entries()) {
      assert.ok(lines.includes(text), `${text} of ${JSON.stringify(lines)}`);
      if (!text.includes('`')) assert.ok(lines.includes(`${text} is ${at}`), text);
    }
  });

  it('bear the date that is asked for, and never that of now', () => {
    assert.deepEqual(pages(ROOT, '0'), made);
    assert.equal(dayOf('86400'), '1970-01-02');
    const before = process.env['SOURCE_DATE_EPOCH'];
    try {
      process.env['SOURCE_DATE_EPOCH'] = '123';
      assert.equal(epochOf(ROOT), '123');
    } finally {
      if (before === undefined) delete process.env['SOURCE_DATE_EPOCH'];
      else process.env['SOURCE_DATE_EPOCH'] = before;
    }
  });
});
