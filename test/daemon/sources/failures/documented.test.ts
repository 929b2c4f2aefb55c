import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PIN_HINTS } from '../../../../daemon/pin-hints.js';
import {
  FORGED,
  NO_MAC,
  REFUSED,
  REPLAYED,
  STRANGER,
  wrongPin,
} from '../../../../lib/source/push/lines.js';
import { HOST, LIES } from '../../../real/discovery-lies.js';
import { ROOT } from '../../../support/paths.js';
import { AT_SERVERS } from './at-servers.js';

describe('the tables of failures in docs/sources.md', () => {
  it('have the line of each that is tested', () => {
    const page = readFileSync(join(ROOT, 'docs/sources.md'), 'utf8');
    const lines = [
      ...AT_SERVERS.map(({ line }) => line.replace(/^\w+ /, '')),
      ...LIES.map(({ line }) => line.replace(`unavailable: ${HOST}:PORT: `, '')),
      ...[FORGED, NO_MAC, REFUSED, REPLAYED, STRANGER, wrongPin(true, 2), wrongPin(false, 2)],
      ...[PIN_HINTS.tries, PIN_HINTS.blocked, PIN_HINTS['pin-rejected']],
    ];
    assert.deepEqual(
      lines.filter((line) => !page.includes(line)),
      [],
    );
  });
});
