import { APPENDIX_B, type AppendixItem, type Shown, STATEMENTS, type State } from './items.js';

const HEAD = `# What the specification asks, and what is done

Each item of OMA-TS-DM_Bootstrap V1.3, Appendix B, and each of its statements with MUST, SHALL or SHOULD, in our own words. A test is named by its
file below \`test\` and by its title; \`…\` is any text, so that one line can name a family of tests. A test below \`real\` needs a real \`pcscd\`, one with
\`libwbxml\` in its name the programs of that name.

This page is written by \`npm run conformance\` from \`test/conformance/items.ts\`. A test holds that it is the same, that each test named here is there and
is not switched off, and that no item and no statement is missing.

*theirs*: asked of the maker of a card or of a server. The tests show what we make ourselves, and how we take it.
`;

const STATES: readonly State[] = ['done', 'in part', 'not done', 'theirs'];

type Row = readonly string[];

/** Texts that Markdown would take for something else. */
const escaped = (text: string): string => text.replace(/[|<>*_]/g, '\\$&');

const shown = (tests: readonly Shown[]): string =>
  tests.map(([file, title]) => `\`${file}\`: ${escaped(title)}`).join('<br>');

const cells = ({ state, tests, note }: Pick<AppendixItem, 'state' | 'tests' | 'note'>): Row => [
  note === undefined ? state : `${state}. ${note}`,
  shown(tests),
];

function table(head: Row, rows: readonly Row[]): string {
  const line = (row: Row): string => `| ${row.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
}

const ofB = (part: RegExp): readonly Row[] =>
  APPENDIX_B.filter(({ id }) => part.test(id)).map((item) => [
    item.id,
    item.clause,
    item.asks,
    ...cells(item),
  ]);

const ofClauses = (part: RegExp): readonly Row[] =>
  STATEMENTS.filter(({ clause }) => part.test(clause)).map((item) => [
    item.clause,
    item.keyword,
    item.asks,
    ...cells(item),
  ]);

const counts = (): readonly Row[] =>
  STATES.map((state) => [
    state,
    ...[APPENDIX_B, STATEMENTS].map(
      (items) => `${items.filter((item) => item.state === state).length}`,
    ),
  ]);

const ITEM = ['Item', 'Clause', 'What', 'Done', 'Shown by'];
const STATEMENT = ['Clause', 'Word', 'What', 'Done', 'Shown by'];

/** `docs/conformance.md`. */
export function conformancePage(): string {
  const parts: readonly (readonly [string, string])[] = [
    ['In all', table(['', 'Appendix B', 'Statements'], counts())],
    ['Appendix B.1: the client', table(ITEM, ofB(/^DM-BOOT-C/))],
    ['Appendix B.2: the server', table(ITEM, ofB(/^DM-BOOT-S/))],
    ['Appendix B.3: the Bootstrap Config MO', table(ITEM, ofB(/^BOOTCFGMO/))],
    ['Clause 5: bootstrapping', table(STATEMENT, ofClauses(/^5/))],
    ['Clause 6: the Bootstrap Config MO', table(STATEMENT, ofClauses(/^6/))],
    ['Appendix D: the card', table(STATEMENT, ofClauses(/^D/))],
  ];
  return [HEAD, ...parts.map(([title, text]) => `## ${title}\n\n${text}`)].join('\n');
}
