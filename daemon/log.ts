import winston from 'winston';
import { printableJson } from '../lib/text.js';
import type { Config, LOG_FORMATS, LOG_LEVELS } from './config/schema.js';
import { lineOf } from './log-text.js';
import type { MessageKind } from './message-ids.js';
import { Quota } from './quota.js';
import { isJournal } from './systemd/journal.js';
import { journalLog } from './systemd/journal-log.js';

export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];
export interface LogFields extends Readonly<Record<string, unknown>> {
  readonly kind?: MessageKind;
}
/** A costly text is given as a function, which is called only where the level asks for it. */
export type Log = Readonly<
  Record<LogLevel, (message: string | (() => string), fields?: LogFields) => void>
>;

/** A log whose level can be changed. */
export interface RootLog extends Log {
  setLevel(level: LogLevel): void;
}

const { combine, timestamp, printf } = winston.format;

const FORMATS = {
  json: combine(
    timestamp(),
    printf((info) => printableJson(info)),
  ),
  text: combine(
    timestamp(),
    printf((info) => `${String(info['timestamp'])} ${info.level} ${lineOf(info)}`),
  ),
};

function sinkOf(format: LogFormat): winston.LoggerOptions {
  const native =
    format === 'journal' || (format === 'auto' && isJournal(process.env['JOURNAL_STREAM']));
  if (native) {
    return {
      format: winston.format((info) => info)(),
      transports: new winston.transports.Stream({ stream: journalLog() }),
    };
  }
  return {
    format: FORMATS[format === 'json' ? 'json' : 'text'],
    transports: new winston.transports.Console({
      stderrLevels: ['error', 'warn', 'info', 'debug'],
    }),
  };
}

/**
 * Logs to standard error or to the journal, so that standard output is the program's alone.
 *
 * @param bounded each reader gets no more than its share of lines, as befits a program that runs for good.
 */
export function createLog({ level, format }: Config['log'], bounded: boolean): RootLog {
  const logger = winston.createLogger({ level, ...sinkOf(format) });
  const quota = new Quota((message, fields) => logger.warn(message, fields));
  const at =
    (name: LogLevel) =>
    (message: string | (() => string), fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(name)) return;
      if (bounded && !quota.allows(fields['reader'], name)) return;
      const { error, ...rest } = fields;
      const stack = error instanceof Error ? { stack: error.stack } : {};
      logger.log(name, typeof message === 'string' ? message : message(), { ...rest, ...stack });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    setLevel: (changed) => {
      logger.level = changed;
    },
  };
}
