import { DEFAULTS } from '../../daemon/options.js';
import type { Edition } from './edition.js';
import { type Key, keys } from './keys.js';
import { Page } from './page.js';
import { bold } from './roff.js';
import { sentence } from './synopsis.js';

/** dmbootd.toml(5). @param sample a file that shows every key with its default */
export function tomlPage(sample: string, edition: Edition): string {
  const page = new Page({
    ...edition,
    name: 'dmbootd.toml',
    chapter: 5,
    does: 'the configuration of dmbootd',
  });
  page.section('SYNOPSIS');
  page.roff(bold(DEFAULTS.config));
  page.section('DESCRIPTION');
  page.text(
    'A TOML file that dmbootd(8) reads at its start and on SIGHUP. Without one, and for what is left out of it, the defaults hold. A mistake, an unknown key too, is refused with the key and its line, and never with the value.',
    'A duration is a number and one of `ms`, `s`, `m`, `h`, such as `"30s"`, and at most `"596h"`.',
    'What is *taken at a reload* is taken by a running daemon; everything else waits for its next start.',
  );
  let table: string | null = null;
  page.section('KEYS');
  for (const key of keys()) {
    if (tableOf(key) !== table) page.subsection(headOf(key));
    table = tableOf(key);
    described(page, key);
  }
  page.section('FILES');
  page.text(
    'The daemon must be able to read the file; if there are PINs in it, nobody else: `root:dmbootd`, 0640. Better they are credentials: dmbootd(8).',
  );
  page.section('EXAMPLES');
  page.text('What the Debian package installs; the defaults stand in comments:');
  page.example(sample.trimEnd().split('\n'));
  page.seeAlso('dmbootd(8)', 'dmbootctl(1)');
  return page.toString();
}

const isList = ({ name }: Key): boolean => name.startsWith('[[');

const tableOf = ({ name }: Key): string => name.replace(/^\[\[|\]\]$/g, '').split('.')[0]!;

const headOf = (key: Key): string => (isList(key) ? key.name : `[${tableOf(key)}]`);

function described(page: Page, key: Key): void {
  if (isList(key)) {
    page.text(`${sentence(key.effect)} There may be any number of these tables.${taken(key)}`);
    return;
  }
  const { name, values, fallback, required, effect } = key;
  const otherwise =
    fallback === null ? (required ? ' It must be there.' : '') : ` Default: \`${fallback}\`.`;
  const own = name.slice(tableOf(key).length + 1);
  page.tagged(bold(own), `${sentence(effect)}`, `Takes: ${values}.${otherwise}${taken(key)}`);
}

const taken = ({ atRunTime }: Key): string => (atRunTime ? ' *Taken at a reload.*' : '');
