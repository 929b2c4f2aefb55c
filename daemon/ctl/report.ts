import { printable } from '../../lib/text.js';
import type { LayerReport } from '../../lib/tree/index.js';
import { EXIT, type ExitCode } from '../exit.js';
import { shownOrigins, shownReport } from '../shown.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import { originLines } from './lines.js';
import { layerNamed } from './named.js';
import type { PLACE } from './place.js';
import { print } from './print.js';
import { noteAbsence, type Place, reading, socketOf } from './source.js';

export async function run({ values, words }: Given<typeof PLACE>): Promise<ExitCode> {
  const reports = await reportsOf(values, words[0]);
  print(values.json, { reports }, () => reports.flatMap(linesOf), 'nothing came yet');
  return EXIT.ok;
}

/** Of the origin that a word means, or of all. */
async function reportsOf(place: Place, word: string | undefined): Promise<LayerReport[]> {
  const wanted = ({ origins }: ReturnType<typeof shownOrigins>): number[] =>
    (word === undefined ? origins : [layerNamed(origins, word)]).map(({ sequence }) => sequence);

  const socket = socketOf(place);
  const list = await ask<ReturnType<typeof shownOrigins>>(socket, '/v1/origins');
  if (list === null) {
    noteAbsence(place);
    return await reading(place, (store) =>
      wanted(shownOrigins(store)).flatMap((sequence) => shownReport(store, sequence) ?? []),
    );
  }
  const reports = wanted(list).map((sequence) =>
    ask<LayerReport>(socket, `/v1/reports/${sequence}`),
  );
  return (await Promise.all(reports)).filter((report) => report !== null);
}

const linesOf = (report: LayerReport): string[] => [
  ...originLines(report),
  ...report.documents.flatMap((document) => outline(document.report).map((line) => `   ${line}`)),
];

/** Any JSON as an outline: what is flat stands on one line. */
function outline(value: unknown): string[] {
  if (!isObject(value)) return [scalar(value)];
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item));
  return Object.entries(value).flatMap(([key, item]) => {
    if (!isObject(item)) return item === null ? [] : [`${printable(key)}: ${scalar(item)}`];
    const lines = outline(item);
    return lines.length === 0 ? [] : [`${printable(key)}:`, ...lines.map((line) => `  ${line}`)];
  });
}

function itemLines(item: unknown): string[] {
  if (!isObject(item)) return [`- ${scalar(item)}`];
  const values = Object.values(item);
  if (!values.some(isObject)) {
    return [
      `- ${values
        .filter((value) => value !== null)
        .map(scalar)
        .join('  ')}`,
    ];
  }
  return outline(item).map((line, at) => `${at === 0 ? '-' : ' '} ${line}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const scalar = (value: unknown): string => printable(String(value));
