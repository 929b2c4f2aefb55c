import assert from 'node:assert/strict';
import { fstatSync } from 'node:fs';
import fc from 'fast-check';
import { MESSAGE_IDS } from '../../../daemon/message-ids.js';
import { isJournal, journalEntry } from '../../../daemon/systemd/journal.js';
import { prefixed } from '../../../daemon/systemd/priority.js';

/** What a journal makes of an entry. */
function read(entry: Buffer): Record<string, string> {
  const fields: Record<string, string> = {};
  let at = 0;
  while (at < entry.length) {
    const end = entry.indexOf('\n', at);
    const line = entry.toString('utf8', at, end);
    at = end + 1;
    const equals = line.indexOf('=');
    if (equals !== -1) {
      fields[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const length = Number(entry.readBigUInt64LE(at));
    fields[line] = entry.toString('utf8', at + 8, at + 8 + length);
    assert.equal(entry[at + 8 + length], 0x0a);
    at += 8 + length + 1;
  }
  return fields;
}

describe('an entry of the journal', () => {
  it('has a line for each field', () => {
    const entry = journalEntry({ MESSAGE: 'card in', PRIORITY: '6' });
    assert.equal(entry.toString(), 'MESSAGE=card in\nPRIORITY=6\n');
  });

  it('has the length of a value with lines of its own', () => {
    const entry = journalEntry({ MESSAGE: 'é\n', PRIORITY: '3' });
    assert.equal(
      entry.toString('hex'),
      Buffer.from('MESSAGE\n\x03\0\0\0\0\0\0\0é\n\nPRIORITY=3\n').toString('hex'),
    );
  });

  it('is read as it was written, whatever the values are', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '=', '\n', '\0', '…', '\u{1f4a9}') });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,9}$/), value), (fields) => {
        assert.deepEqual({ ...read(journalEntry(fields)) }, { ...fields });
      }),
    );
  });

  it('of each kind has an id of its own', () => {
    const ids = Object.values(MESSAGE_IDS);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  });
});

describe('the stream of the journal', () => {
  it('is known by device and inode', () => {
    const { dev, ino } = fstatSync(2);
    assert.equal(isJournal(`${dev}:${ino}`), true);
    assert.equal(isJournal(`${dev}:${ino + 1}`), false);
    assert.equal(isJournal(undefined), false);
  });

  it('gets the priority on each line', () => {
    assert.equal(prefixed('error', 'a\nb'), '<3>a\n<3>b');
  });
});
