import winston from 'winston';
import { printable, printableJson } from '../lib/text.js';
import type { LOG_FORMATS, LOG_LEVELS } from './config/schema.js';

export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = (typeof LOG_FORMATS)[number];
export type LogFields = Readonly<Record<string, unknown>>;
/** A costly text is given as a function, which is called only where the level asks for it. */
export type Log = Readonly<
  Record<LogLevel, (message: string | (() => string), fields?: LogFields) => void>
>;

const { combine, timestamp, printf } = winston.format;

const json = printf((info) => printableJson(info));

const text = printf(({ level, message, timestamp: at, ...fields }) => {
  const { reader, stack, ...rest } = fields;
  const place = reader === undefined ? '' : ` [${String(reader)}]`;
  const facts = Object.entries(rest).map(([key, value]) => ` ${key}=${String(value)}`);
  const trace = stack === undefined ? '' : `\n${String(stack)}`;
  return `${String(at)} ${level}${printable(`${place} ${String(message)}${facts.join('')}`)}${trace}`;
});

/** Logs to standard error, so that standard output is the program's alone. */
export function createLog(level: LogLevel, format: LogFormat): Log {
  const logger = winston.createLogger({
    level,
    format: combine(timestamp(), format === 'json' ? json : text),
    transports: [
      new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] }),
    ],
  });
  const at =
    (name: LogLevel) =>
    (message: string | (() => string), fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(name)) return;
      const { error, ...rest } = fields;
      const stack = error instanceof Error ? { stack: error.stack } : {};
      logger.log(name, typeof message === 'string' ? message : message(), { ...rest, ...stack });
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}
