import assert from 'node:assert/strict';
import { printable, printableJson } from '../lib/text.js';

const NASTY = 'a\u0007b\u001b[31mc\u009b32md\u202ee\u2028f\u{e0041}g';

describe('text that came from elsewhere', () => {
  it('is printed without anything that a terminal obeys', () => {
    assert.equal(
      printable(NASTY),
      'a\\u{7}b\\u{1b}[31mc\\u{9b}32md\\u{202e}e\\u{2028}f\\u{e0041}g',
    );
  });

  it('is the same after a detour over printable JSON', () => {
    const text = printableJson({ [NASTY]: [NASTY, 'ü', 1, null] });
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.deepEqual(JSON.parse(text), { [NASTY]: [NASTY, 'ü', 1, null] });
  });
});
