import type { Waiting } from '../../lib/source/push/source.js';
import { printable } from '../../lib/text.js';
import type { Account } from '../../lib/tree/index.js';
import type { Event } from '../events/history.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { PcscStatus, ReaderStatus } from '../reader-status.js';
import type { SourceReport } from '../report.js';
import type { Given } from './command.js';
import { accountLine, eventLine, lasting, readerLines, sourceLine, timeOf } from './lines.js';
import type { PLACE } from './place.js';
import { overview, paint, print } from './print.js';
import { waitingLine } from './push/waiting.js';
import { answerOf } from './source.js';

/** As `/v1/status` has it; without a daemon nothing is known of itself, of PC/SC and of readers. */
interface Answer {
  readonly daemon: {
    readonly version: string;
    readonly pid: number;
    readonly state: string;
    readonly startedAt: string;
    readonly uptime: number;
  } | null;
  readonly pcsc: PcscStatus | null;
  readonly readers: readonly ReaderStatus[];
  readonly sources: readonly SourceReport[];
  readonly pushes: readonly Waiting[];
  readonly accounts: readonly Account[];
  readonly events: readonly Event[];
}

export async function run({ values }: Given<typeof PLACE>): Promise<ExitCode> {
  const answer = await answerOf<Answer>(values, '/v1/status', (store) => ({
    daemon: null,
    pcsc: null,
    readers: [],
    sources: [],
    pushes: [],
    accounts: store.accounts(),
    events: [],
  }));
  print(values.json, answer, () => overview(linesOf(answer)));
  return EXIT.ok;
}

function linesOf({ daemon, pcsc, readers, sources, pushes, accounts, events }: Answer): string[] {
  return [
    ...daemonLines(daemon),
    ...(pcsc === null ? [] : [pcscLine(pcsc)]),
    ...section('Readers', readers.flatMap(readerLines), pcsc === null ? null : 'none'),
    ...section('Other sources', sources.map(sourceLine), null),
    ...section('Pushes that wait for a PIN', pushes.map(waitingLine), null),
    ...section('Accounts', accounts.map(accountLine), 'none'),
    ...section('Latest events', events.map(eventLine), null),
  ];
}

function daemonLines(daemon: Answer['daemon']): string[] {
  if (daemon === null) return [`dmbootd ${paint('red', 'does not run')}`];
  const { version, pid, state, startedAt, uptime } = daemon;
  const since = `since ${timeOf(startedAt)} (${lasting(uptime)})`;
  return [
    `dmbootd ${version} ${paint('green', 'runs')} ${since}, process ${pid}`,
    `State in ${printable(state)}`,
  ];
}

function pcscLine({ answers, reason, settled }: PcscStatus): string {
  if (answers) return `PC/SC ${paint('green', 'answers')}${settled ? '' : ', and is looked at'}`;
  const why = reason === null ? '' : `: ${printable(reason)}`;
  return `PC/SC ${paint('red', 'does not answer')}${why}`;
}

/** Nothing at all where there is nothing to show, and nothing to say of that. */
function section(title: string, lines: readonly string[], nothing: string | null): string[] {
  const shown = lines.length === 0 && nothing !== null ? [nothing] : lines;
  return shown.length === 0 ? [] : ['', paint('bold', title), ...shown.map((line) => `  ${line}`)];
}
