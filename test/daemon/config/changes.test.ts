import assert from 'node:assert/strict';
import { changesBetween } from '../../../daemon/config/changes.js';
import { parseConfig } from '../../../daemon/config/load.js';

const changes = (before: string, after: string) =>
  changesBetween(parseConfig(before, 'before.toml'), parseConfig(after, 'after.toml'));

describe('what differs between two configurations', () => {
  it('is nothing where they mean the same', () => {
    const toml = '[smartcard]\ndeny = ["iccid:89"]\n[readers]\nmatch = ["^A"]\n';
    assert.deepEqual(changes(toml, `# again\n${toml}`), { now: [], later: [] });
    assert.deepEqual(changes('', '[smartcard]\nenabled = true\n'), { now: [], later: [] });
  });

  it('is taken at once where it is about cards, PINs and the level of the log', () => {
    const toml =
      '[smartcard]\nmode = "2g"\n[smartcard.pin]\ndefault = "1234"\n[message]\nlenient = true\n[log]\nlevel = "warn"\n';
    const { now, later } = changes('', toml);
    assert.deepEqual(now, ['smartcard.mode', 'smartcard.pin', 'message.lenient', 'log.level']);
    assert.deepEqual(later, []);
  });

  it('waits for the next start where it is about readers, rights and the form of the log', () => {
    const rights = '[[initial_rights]]\nsubtree = "./DevDetail"\naccess = 1\n';
    const { now, later } = changes(
      rights,
      `${rights.replace('1', '3')}[readers]\nmatch = ["^A"]\n[log]\nformat = "json"\n`,
    );
    assert.deepEqual(now, []);
    assert.deepEqual(later, ['readers.match', 'initial_rights', 'log.format']);
    assert.deepEqual(changes(rights, rights), { now: [], later: [] });
  });

  it('is taken at once where it is about messages', () => {
    assert.deepEqual(changes('', '[message]\nlenient = true\n').now, ['message.lenient']);
  });

  it('is found in what is gone, too', () => {
    assert.deepEqual(changes('[smartcard]\nallow = ["imsi:262"]\n', '').now, ['smartcard.allow']);
    assert.deepEqual(changes('[push]\nimsi = "262011"\n', '').now, ['push.imsi']);
  });
});
