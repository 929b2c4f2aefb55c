import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import { parseFcp } from '../../lib/card/fcp.js';
import { parseFileResponse } from '../../lib/card/gsm-response.js';

const templates: readonly [hex: string, reason: string][] = [
  ['', 'nothing'],
  ['FFFF', 'padding alone'],
  ['61028000', 'another template'],
  ['62', 'no length'],
  ['6205800201', 'a length that overruns the answer'],
  ['6203800201', 'an inner length that overruns the template'],
  ['6206AB04800201', 'an access rule that is cut off'],
  ['6206AB0480039000', 'an access rule whose lengths lie'],
  ['6204C6029005', 'a PIN status whose lengths lie'],
];

describe('malformed file control parameters', () => {
  for (const [hex, reason] of templates) {
    it(`refuses ${reason}`, () => assert.throws(() => parseFcp(fromHex(hex)), isMalformed));
  }
});

const responses: readonly [hex: string, reason: string][] = [
  ['', 'nothing'],
  ['0000000A2FE20400 05FF55 0102', 'an answer without the structure of the EF'],
  ['0000000A2FE20500 05FF55 010200 00', 'a type of file that there is not'],
];

describe('a malformed answer to SELECT in 2G', () => {
  for (const [hex, reason] of responses) {
    it(`refuses ${reason}`, () =>
      assert.throws(() => parseFileResponse(fromHex(hex)), isMalformed));
  }
});

function isMalformed(error: unknown): boolean {
  return error instanceof CardError && error.code === 'malformed';
}
