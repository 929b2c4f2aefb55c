import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConfigError } from '../../../daemon/config/error.js';
import { parseConfig } from '../../../daemon/config/load.js';

const PIN = '93571846';

function refusal(text: string): ConfigError | null {
  try {
    parseConfig(text, 'dmbootd.toml');
    return null;
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
}

const keepsThePin = (error: ConfigError): void => {
  assert.ok(!`${error.message}${error.stack}${JSON.stringify(error)}`.includes(PIN), error.message);
};

const CONFIGS = [
  `[smartcard.pin]\ndefault = "${PIN}"\n`,
  `[smartcard.pin]\n"8949020000000000001" = "${PIN}"\n[log]\nlevel = "info"\n`,
  `[smartcard]\nmode = "3g"\npin = { default = "${PIN}" }\n`,
];

describe('an error of the configuration', () => {
  for (const [what, text] of [
    ['is too long', `[smartcard.pin]\ndefault = "${PIN}1"\n`],
    ['is a number', `[smartcard.pin]\ndefault = ${PIN}\n`],
    ['is a number that begins with 0', `[smartcard.pin]\ndefault = 0${PIN}\n`],
    ['is in a list', `[smartcard.pin]\ndefault = ["${PIN}"]\n`],
    ['stands where the ICCID belongs', `[smartcard.pin]\n"${PIN}" = "default"\n`],
    ['stands there without quotation marks', `[smartcard.pin]\n${PIN} = "8949020000000000001"\n`],
    ['stands there, and behind it as well', `[smartcard.pin]\n${PIN} = "${PIN}"\n`],
    ['is a table', `[smartcard.pin.${PIN}]\ndefault = "1"\n`],
    ['is a key of another table', `[smartcard]\n${PIN} = "default"\n`],
    ['is a key of no table', `${PIN} = "default"\n`],
    ['is part of a key', `"default ${PIN}" = true\n`],
    ['is part of the key of a PIN', `[smartcard.pin]\n"default=${PIN}" = ""\n`],
    ['is the value of an unknown key', `[smartcard]\npins = "${PIN}"\n`],
    ['is the value of every key', `[smartcard]\nmode = "${PIN}"\nallow = ["${PIN}"]\n`],
    ['has no equals sign before it', `[smartcard.pin]\ndefault "${PIN}"\n`],
    ['is all there is', `[smartcard.pin]\n${PIN}\n`],
    ['has no closing quotation mark', `[smartcard.pin]\ndefault = "${PIN}\n`],
    ['stands there twice', `[smartcard.pin]\ndefault = "${PIN}"\ndefault = "${PIN}"\n`],
    ['has a syntax error above it', `[smartcard.pin\ndefault = "${PIN}"\n`],
    ['has a syntax error below it', `[smartcard.pin]\ndefault = "${PIN}"\n=\n`],
    ['has a bad escape in it', `[smartcard.pin]\ndefault = "\\q${PIN}"\n`],
  ] as const) {
    it(`does not tell a PIN that ${what}`, () => {
      const error = refusal(text);
      assert.ok(error);
      keepsThePin(error);
    });
  }

  it('does not tell a PIN, whatever is done to the file', () => {
    const edit = fc.record({
      at: fc.nat(60),
      remove: fc.nat(3),
      insert: fc.oneof(
        fc.constantFrom('', '"', '=', '[', ']', '\n', '.', '\\', "'", '{', '}', '#', ',', ' = '),
        fc.string({ maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...CONFIGS),
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        (text, edits) => {
          const edited = edits.reduce(
            (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
            text,
          );
          const error = refusal(edited);
          if (error) keepsThePin(error);
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });
});
