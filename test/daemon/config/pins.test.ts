import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../daemon/config/error.js';
import { parseConfig } from '../../../daemon/config/load.js';
import { loadPins, type Pins } from '../../../daemon/config/pins.js';
import { inFolder } from '../../tree/support.js';

const ICCID = '8949020000000000001';
const OTHER = '8949020000000000019';

/** The PINs of these credentials and this file. */
async function pinsOf(
  credentials: Readonly<Record<string, string>>,
  toml: string,
  look: (pins: Pins) => void,
): Promise<void> {
  await inFolder((dir) => {
    for (const [name, text] of Object.entries(credentials)) writeFileSync(join(dir, name), text);
    look(loadPins(parseConfig(toml, 'dmbootd.toml'), dir));
  });
}

describe('the PINs', () => {
  it('are none where none are configured', () => {
    const pins = loadPins(parseConfig('', 'dmbootd.toml'), undefined);
    assert.equal(pins.any, false);
    assert.equal(pins.for(ICCID), null);
  });

  it('are those of the file, a card its own before the default one', () => {
    const toml = `[smartcard.pin]\ndefault = "1111"\n"${ICCID}" = "2222"\n`;
    const pins = loadPins(parseConfig(toml, 'dmbootd.toml'), undefined);
    assert.equal(pins.any, true);
    assert.equal(pins.for(ICCID), '2222');
    assert.equal(pins.for(OTHER), '1111');
  });

  for (const name of ['pin', 'pin_default']) {
    it(`are the credential ${name} for every card`, () =>
      pinsOf({ [name]: '3333\n' }, '[smartcard.pin]\ndefault = "1111"\n', (pins) => {
        assert.equal(pins.for(ICCID), '3333');
      }));
  }

  for (const name of [`pin.${ICCID}`, `pin_${ICCID}`]) {
    it(`are the credential ${name.replace(ICCID, '<ICCID>')} for that card`, () =>
      pinsOf({ [name]: '3333' }, `[smartcard.pin]\n"${ICCID}" = "1111"\n`, (pins) => {
        assert.equal(pins.for(ICCID), '3333');
        assert.equal(pins.for(OTHER), null);
      }));
  }

  it("of a card's own in the file come before a default credential", () =>
    pinsOf({ pin: '3333' }, `[smartcard.pin]\n"${ICCID}" = "1111"\n`, (pins) => {
      assert.equal(pins.for(ICCID), '1111');
      assert.equal(pins.for(OTHER), '3333');
    }));

  it('are not looked for in other credentials', () =>
    pinsOf({ pins: '1', 'pin.key': 'x', 'pin-default': 'y', PIN: 'z' }, '', (pins) => {
      assert.equal(pins.any, false);
    }));

  for (const [what, text] of [
    ['letters', 'secret'],
    ['too few digits', '935'],
    ['too many digits', '935718469'],
    ['two lines', '93571846\n1234\n'],
    ['nothing', ''],
  ] as const) {
    it(`are refused where a credential holds ${what}, without telling it`, async () => {
      const look = pinsOf({ pin_default: text }, '', () => {});
      await assert.rejects(look, (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.problems[0]?.key, 'pin_default');
        assert.ok(text === '' || !error.message.includes(text.trim().split('\n')[0]!));
        return true;
      });
    });
  }

  it('are refused where a credential cannot be read', () =>
    inFolder((dir) => {
      mkdirSync(join(dir, 'pin'));
      assert.throws(() => loadPins(parseConfig('', 'dmbootd.toml'), dir), ConfigError);
    }));

  it('are refused where the folder of credentials is not there', () =>
    inFolder((dir) => {
      const config = parseConfig('', 'dmbootd.toml');
      assert.throws(() => loadPins(config, join(dir, 'none')), ConfigError);
    }));
});
