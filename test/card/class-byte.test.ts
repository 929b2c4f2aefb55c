import assert from 'node:assert/strict';
import { classOf } from '../../lib/card/class-byte.js';

describe('the class byte of a channel', () => {
  for (const [channel, cla] of [
    [0, 0x00],
    [1, 0x01],
    [3, 0x03],
    [4, 0x40],
    [5, 0x41],
    [19, 0x4f],
  ] as const) {
    it(`channel ${channel}`, () => assert.equal(classOf(channel), cla));
  }
});
