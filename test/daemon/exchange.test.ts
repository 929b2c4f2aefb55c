import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { exchangeLine } from '../../daemon/exchange.js';
import { fromHex } from '../../lib/bytes.js';

const line = (command: string, response: string): string =>
  exchangeLine(fromHex(command), fromHex(response));

const digest = (hex: string): string =>
  createHash('sha256').update(fromHex(hex)).digest('hex').toUpperCase();

describe('an exchange in the log', () => {
  for (const [what, command] of [
    ['VERIFY', '00200001 08'],
    ['VERIFY CHV', 'A0200001 08'],
    ['CHANGE PIN', '00240001 10'],
    ['DISABLE PIN', '00260001 08'],
    ['ENABLE PIN', '00280001 08'],
    ['UNBLOCK PIN', '012C0001 10'],
  ] as const) {
    it(`shows of ${what} the header alone`, () => {
      const data = '31323334FFFFFFFF'.repeat(command.endsWith('10') ? 2 : 1);
      const shown = line(`${command}${data}`, '63C2');
      assert.equal(shown, `> ${command.replaceAll(' ', '')}${'*'.repeat(data.length)} < 63C2`);
    });
  }

  it('shows nothing of a PIN whose Lc was left out', () => {
    assert.equal(line('00200001 31323334FFFF', '6700'), '> 00200001************ < 6700');
  });

  it('shows a question for the tries left as it is', () => {
    assert.equal(line('0020000100', '63C3'), '> 0020000100 < 63C3');
  });

  for (const [what, command] of [
    ['READ BINARY', '00B0000004'],
    ['READ RECORD', '00B2010404'],
    ['GET RESPONSE', 'A0C0000004'],
  ] as const) {
    it(`shows of the answer to ${what} length and digest alone`, () => {
      const shown = line(command, 'CAFEBABE 9000');
      assert.equal(shown, `> ${command} < 4 bytes, SHA-256 ${digest('CAFEBABE')} 9000`);
      assert.equal(line(command, '6982'), `> ${command} < 6982`);
    });
  }

  it('shows of everything else all', () => {
    assert.equal(line('00A40004023F00', '6F00 9000'), '> 00A40004023F00 < 6F00 9000');
  });

  it('shows what is no command at all', () => {
    assert.equal(line('', ''), '>  < ');
    assert.equal(line('0020', '90'), '> 0020 < 90');
  });
});
