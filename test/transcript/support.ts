import { parseTrace } from '../../lib/trace/index.js';
import {
  type CardFile,
  type Exchange,
  type Transcript,
  transcribe,
} from '../../lib/transcript/index.js';

/** The transcript of a trace of these lines. */
export const transcriptOf = (...lines: readonly string[]): Transcript =>
  transcribe(parseTrace(['dmbootd-trace 1', ...lines].join('\n'), 'a.trace'));

/** A connection, then these lines. */
export const afterConnect = (...lines: readonly string[]): Transcript =>
  transcriptOf('connect T=0', 'atr 3B00', ...lines);

export const exchangesOf = ({ stays }: Transcript): Exchange[] =>
  stays.flatMap(({ events }) => events.filter((event) => event.kind === 'command'));

export const filesOf = ({ stays }: Transcript): CardFile[] => stays.flatMap(({ files }) => files);

/** Each event in words. */
export const wordsOf = ({ stays }: Transcript): string[] =>
  stays.flatMap(({ events }) => events.map(({ text, result }) => `${text} → ${result}`));
