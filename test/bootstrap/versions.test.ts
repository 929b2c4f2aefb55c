import assert from 'node:assert/strict';
import { parseIdentifier } from '../../lib/bootstrap/identifier.js';
import {
  account,
  add,
  CARD,
  codes,
  command,
  inbox,
  leaf,
  mo,
  NAP,
  node,
  run,
  runWithAccount,
  SOURCE,
  tnds,
  uris,
  valueAt,
} from './messages.js';

const inVersion = (xml: string, version: string): string => xml.replace(/:1\.0</, `:${version}<`);

/** An account of server `a`, called by its version. */
const op = (version: string, address = SOURCE): string =>
  inVersion(account(`V${version}`, 'a', address), version);

describe('an identifier', () => {
  const cases: [string, string, number, number][] = [
    ['urn:oma:mo:oma-dm-dmacc:1.2', 'urn:oma:mo:oma-dm-dmacc', 1, 2],
    ['urn:oma:mo:oma-fumo:10.12', 'urn:oma:mo:oma-fumo', 10, 12],
    ['org.openmobilealliance/1.0/w7', 'urn:oma:mo:oma-dm-dmacc', 1, 0],
    ['org.openmobilealliance/1.0/ConnMO', 'org.openmobilealliance/ConnMO', 1, 0],
    ['com.vendor/2.1/Thing', 'com.vendor/Thing', 2, 1],
    ['com.vendor.thing', 'com.vendor.thing', 1, 0],
    ['', '', 1, 0],
  ];
  for (const [type, stem, major, minor] of cases) {
    it(`is ${JSON.stringify(stem)} in version ${major}.${minor} for ${JSON.stringify(type)}`, () => {
      assert.deepEqual(parseIdentifier(type), { stem, major, minor });
    });
  }

  it('may be a word that every JavaScript object knows', () => {
    const odd = ['urn:oma:mo:constructor:1.0', 'toString', '__proto__'];
    const bootstrap = runWithAccount(
      inbox(...odd.map((type, at) => node(`${at}`, type))),
      add('./constructor/x/y', '1'),
      add('./constructor/__proto__', '1'),
    );
    assert.deepEqual(uris(bootstrap), ['./constructor', './DMAcc/Op', './0', './1', './2']);
  });
});

describe('of several versions of an account', () => {
  const cases: [string, string[], string][] = [
    ['the newest', ['1.0', '1.2', '1.1'], 'V1.2'],
    ['the newest that is known', ['1.1', '1.3', '1.10'], 'V1.1'],
    ['the newest where none is known', ['1.9', '1.10'], 'V1.10'],
    ['the one with a known major number', ['1.0', '2.0'], 'V1.0'],
  ];
  for (const [what, versions, name] of cases) {
    it(`${what} is used, in one TNDS or in several`, () => {
      const accounts = versions.map((version) => op(version));
      for (const commands of [[inbox(...accounts)], accounts.map((xml) => inbox(xml))]) {
        const bootstrap = run(commands);
        assert.deepEqual(uris(bootstrap), [`./DMAcc/${name}`]);
        assert.deepEqual(bootstrap.servers, ['a']);
        assert.ok(bootstrap.report.commands.every(({ code }) => code === 200));
        assert.equal(bootstrap.report.ignored.length, versions.length - 1);
      }
    });
  }

  it('one with an old name is the first', () => {
    const old = account('Old', 'a', SOURCE).replace(/urn:[^<]*/, 'org.openmobilealliance/1.0/w7');
    assert.deepEqual(uris(run([inbox(old, op('1.1'))])), ['./DMAcc/V1.1']);
  });

  it('one that is no account does not count', () => {
    const bootstrap = run([inbox(op('1.0'), op('1.1', ''))]);
    assert.deepEqual(uris(bootstrap), ['./DMAcc/V1.0']);
    assert.equal(bootstrap.report.ignored.length, 1);
  });

  it('any may hold the source', () => {
    const bootstrap = run([inbox(op('1.0'), op('1.1', 'https://new.example.com/'))]);
    assert.deepEqual(uris(bootstrap), ['./DMAcc/V1.1']);
  });

  it('one that is later than all that are known is taken with a warning', () => {
    assert.equal(run([inbox(op('1.2'))]).report.warnings.length, 0);
    assert.equal(run([inbox(op('1.3'))]).report.warnings.length, 1);
  });

  it('the same one twice is an error all the same', () => {
    const bootstrap = run([inbox(op('1.0')), inbox(op('1.1')), inbox(op('1.1'))]);
    assert.deepEqual(
      bootstrap.report.commands.map(({ code }) => code),
      [200, 200, 418],
    );
  });
});

describe('of several versions of another object', () => {
  const FUMO = 'urn:oma:mo:oma-fumo:1.0';

  it('by the same name the newest is used, and gets that name', () => {
    const fumo = (name: string, version: string): string =>
      inVersion(node(name, FUMO, leaf('v', version)), version);
    const commands = [fumo('F', '1.0'), fumo('F', '1.10'), fumo('F', '1.9'), fumo('G', '1.0')];
    for (const messages of [[inbox(...commands)], commands.map((xml) => inbox(xml))]) {
      const bootstrap = runWithAccount(...messages);
      assert.deepEqual(uris(bootstrap), ['./DMAcc/Op', './F', './G']);
      assert.equal(valueAt(mo(bootstrap, './F'), 'v'), '1.10');
      assert.equal(bootstrap.report.ignored.length, 2);
    }
  });

  it('references to any of them go to the one that is used', () => {
    const pref = leaf('PrefConRef', './Inbox/Old');
    const naps = ['Old', 'New'].map((name, at) =>
      inVersion(node(name, NAP, leaf('NapId', 'n')), `1.${1 - at}`),
    );
    const bootstrap = run([inbox(account('Op', 'a', SOURCE, pref), ...naps)]);
    assert.deepEqual(uris(bootstrap), ['./DMAcc/Op', './NAP/New']);
    const reference = mo(bootstrap, './DMAcc/Op').nodes.find(({ path }) => path === 'PrefConRef');
    assert.equal(reference?.ref?.identity, `nap:smartcard:${CARD.id}:n`);
  });

  it('without an id their name in the TNDS says that they are the same', () => {
    const old = inVersion(node('Wan', NAP, leaf('Addr', 'old')), '1.0');
    const later = inVersion(node('Wan', NAP, leaf('Addr', 'new')), '1.1');
    const pref = leaf('PrefConRef', './Inbox/Wan');
    const bootstrap = run([inbox(account('Op', 'a', SOURCE, pref), later, old)]);
    assert.deepEqual(uris(bootstrap), ['./DMAcc/Op', './NAP/Wan']);
    // Version 1.1 is not known yet.
    assert.equal(valueAt(mo(bootstrap, './NAP/Wan'), 'Addr'), 'old');
    const reference = mo(bootstrap, './DMAcc/Op').nodes.find(({ path }) => path === 'PrefConRef');
    assert.equal(reference?.ref?.identity, mo(bootstrap, './NAP/Wan').identity);
    assert.equal(uris(runWithAccount(inbox(old), inbox(later))).length, 3);
  });

  it('two kinds with one id are no versions of one another', () => {
    const bearer = node('B', 'urn:oma:mo:oma-connmo-wlan:1.1', leaf('NapId', 'n'));
    const bootstrap = runWithAccount(inbox(node('A', NAP, leaf('NapId', 'n')), bearer));
    assert.deepEqual(codes(bootstrap), [418]);
  });

  it('in the place where commands put them the second is there already', () => {
    const [old, later] = ['1.0', '1.1'].map((version) =>
      command('Add', './V', { data: tnds(inVersion(node('F', FUMO), version)) }),
    );
    assert.deepEqual(codes(runWithAccount(old!, later!)), [200, 418]);
  });
});
