import { Writable } from 'node:stream';
import type { Logform } from 'winston';
import { printable } from '../../lib/text.js';
import { lineOf } from '../log-text.js';
import { MESSAGE_IDS, type MessageKind } from '../message-ids.js';
import { toJournal } from './journal.js';
import { PRIORITIES, prefixed } from './priority.js';

/** A stream of log records into the journal, field by field; what it does not take goes to standard error, with its priority. */
export function journalLog(): Writable {
  return new Writable({
    objectMode: true,
    write(record: Logform.TransformableInfo, _encoding, done) {
      if (!toJournal(fieldsOf(record))) {
        process.stderr.write(`${prefixed(record.level, lineOf(record))}\n`);
      }
      done();
    },
  });
}

function fieldsOf(record: Logform.TransformableInfo): Record<string, string> {
  const { level, message: _message, kind, stack: _stack, ...facts } = record;
  return {
    MESSAGE: lineOf(record),
    PRIORITY: String(PRIORITIES[level]),
    SYSLOG_IDENTIFIER: 'dmbootd',
    ...(kind === undefined ? {} : { MESSAGE_ID: MESSAGE_IDS[kind as MessageKind] }),
    ...Object.fromEntries(
      Object.entries(facts).map(([key, value]) => [
        `DMBOOTD_${key.toUpperCase()}`,
        printable(String(value)),
      ]),
    ),
  };
}
