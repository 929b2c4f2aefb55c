import assert from 'node:assert/strict';
import { type Command, encodeCommand } from '../../lib/apdu/command.js';
import { fromHex, toHex } from '../../lib/bytes.js';

const header = { cla: 0x01, ins: 0xa4, p1: 0x00, p2: 0x0c };
const data = fromHex('5031');

const vectors: readonly [name: string, command: Command, t0: string, t1: string][] = [
  ['case 1', header, '01A4000C00', '01A4000C'],
  ['case 2', { ...header, le: 10 }, '01A4000C0A', '01A4000C0A'],
  ['case 2 for 256 bytes', { ...header, le: 256 }, '01A4000C00', '01A4000C00'],
  ['case 3', { ...header, data }, '01A4000C025031', '01A4000C025031'],
  ['case 4', { ...header, data, le: 256 }, '01A4000C025031', '01A4000C02503100'],
  ['case 1 in 2G', { ...header, cla: 0xa0 }, 'A0A4000C00', 'A0A4000C00'],
  ['case 4 in 2G', { ...header, cla: 0xa0, data, le: 256 }, 'A0A4000C025031', 'A0A4000C025031'],
];

describe('the form of a command', () => {
  for (const [name, command, t0, t1] of vectors) {
    it(`${name}, T=0`, () => assert.equal(toHex(encodeCommand(command, 'T=0')), t0));
    it(`${name}, T=1`, () => assert.equal(toHex(encodeCommand(command, 'T=1')), t1));
  }
});
