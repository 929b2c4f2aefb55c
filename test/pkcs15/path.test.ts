import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { classifyPath, Pkcs15Error } from '../../lib/pkcs15/index.js';

describe('PKCS#15 paths', () => {
  const table: [hex: string, base: string, fids: number[]][] = [
    ['6420', 'df', [0x6420]],
    ['50156420', 'df', [0x5015, 0x6420]],
    ['3F00', 'mf', []],
    ['3F007F506421', 'mf', [0x7f50, 0x6421]],
    ['7FFF6421', 'adf', [0x6421]],
    ['3FFF6421', 'adf', [0x6421]],
    ['7F506421', 'df', [0x7f50, 0x6421]],
    ['00010002000300040005000600070008', 'df', [1, 2, 3, 4, 5, 6, 7, 8]],
  ];
  for (const [hex, base, fids] of table) {
    it(`takes ${hex} from the ${base}`, () => {
      assert.deepEqual(classifyPath(fromHex(hex)), { base, fids });
    });
  }

  for (const [hex, reason] of [
    ['', 'empty'],
    ['64', 'half an identifier'],
    ['3F0064', 'an odd number of octets'],
    ['000100020003000400050006000700080009', 'nine identifiers'],
  ] as const) {
    it(`refuses a path that is ${reason}`, () => {
      assert.throws(
        () => classifyPath(fromHex(hex), 32),
        (error) =>
          error instanceof Pkcs15Error &&
          error.code === 'malformed' &&
          error.fault === 'card' &&
          error.offset === 32,
      );
    });
  }
});
