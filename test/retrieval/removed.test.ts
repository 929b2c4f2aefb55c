import assert from 'node:assert/strict';
import { ReaderError, type ReaderErrorCode } from '../../lib/reader/error.js';
import { messageOf, walk } from './bench.js';

/** Tears the card out, or whatever else `code` stands for, before its N-th command, for each N. */
async function everywhere(mode: '2g' | '3g', code: ReaderErrorCode): Promise<void> {
  const image = {
    ...{ mode, message: messageOf(600), pin: { enabled: true } },
    read: { message: 'pin' },
  } as const;
  const whole = await walk(image, { pin: '1234' });
  const commands = whole.exchanges.filter((line) => line !== 'reset').length;
  for (let at = 1; at <= commands; at++) {
    const gone = new ReaderError(code, 'the card is gone');
    const before = (n: number) => {
      if (n >= at) throw gone;
      return undefined;
    };
    const { error, retrieved, exchanges } = await walk(image, { pin: '1234', before });
    assert.equal(error, gone, `command ${at}`);
    assert.equal(retrieved, null);
    assert.equal(exchanges.filter((line) => line !== 'reset').length, at - 1);
  }
}

describe('an error of the reader at any command', () => {
  for (const mode of ['2g', '3g'] as const) {
    for (const code of ['removed', 'reset', 'mute'] as const) {
      it(`comes up as it is in ${mode}, and nothing more is sent (${code})`, () =>
        everywhere(mode, code));
    }
  }
});
