import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageError, processBootstrap } from '../../lib/bootstrap/index.js';
import { ROOT } from '../support/paths.js';
import { CARD, mo, uris, valueAt } from './messages.js';

const FOLDER = join(ROOT, 'test/samples');

const bytesOf = (name: string): Uint8Array => readFileSync(join(FOLDER, `${name}.wbxml`));
const process = (name: string) => processBootstrap(bytesOf(name), CARD);

const SERVERS: Record<string, string[]> = {
  'one-account': ['com.example.dm'],
  'one-account-opaque': ['com.example.dm'],
  'one-account-text': ['com.example.dm'],
  'syncml-1.1': ['com.example.dm'],
  'dm-1.3': ['com.example.dm'],
  'same-server': ['com.example.dm'],
  'other-server': ['net.example.manage'],
  'nine-accounts': [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `server${number}.example.com`),
  'two-kilobytes': [1, 2, 3, 4, 5].map((number) => `server${number}.example.com`),
  'big-2700': ['com.example.fleet'],
  'plain-adds': ['org.example.plain'],
  atomic: ['org.example.plain'],
  'atomic-fails': ['org.example.plain'],
  sequence: ['org.example.plain'],
  replace: ['com.example.dm'],
};

const REJECTED: Record<string, RegExp> = {
  'no-account': /^5\.5\.4: no valid DMAcc/,
  'wrong-source': /^5\.5\.4: SyncHdr\/Source\/LocURI "https:\/\/elsewhere\.example\.org\/" is no/,
};

describe('the sample messages', () => {
  it('are all used here', () => {
    const names = readdirSync(FOLDER)
      .filter((file) => file.endsWith('.wbxml'))
      .map((file) => file.replace('.wbxml', ''));
    assert.deepEqual(names.sort(), [...Object.keys(SERVERS), ...Object.keys(REJECTED)].sort());
  });

  for (const [name, servers] of Object.entries(SERVERS)) {
    it(`${name} bootstraps ${servers.length} of its servers`, () => {
      assert.deepEqual(process(name).servers, servers);
    });
  }

  for (const [name, text] of Object.entries(REJECTED)) {
    it(`${name} is rejected`, () => {
      assert.throws(
        () => process(name),
        (error) =>
          error instanceof MessageError && error.code === 'rejected' && text.test(error.message),
      );
    });
  }

  it('give the same objects in all forms of a TNDS and under all versions', () => {
    const { mos } = process('one-account');
    for (const form of ['one-account-opaque', 'one-account-text', 'syncml-1.1', 'dm-1.3']) {
      assert.deepEqual(process(form).mos, mos, form);
    }
  });

  it('give the same account in plain commands, an Atomic, and beside a failing one', () => {
    const { mos } = process('plain-adds');
    assert.deepEqual(process('atomic').mos, mos);
    assert.deepEqual(process('atomic-fails').mos, mos);
  });

  it('put an account and its access point into their places, one referring to the other', () => {
    const bootstrap = process('one-account');
    assert.deepEqual(uris(bootstrap), ['./DMAcc/OperatorX', './NAP/Internet']);
    const account = mo(bootstrap, './DMAcc/OperatorX');
    assert.equal(account.identity, 'dmacc:com.example.dm');
    assert.equal(account.nodes[0]?.acl, 'Get=com.example.dm&Replace=com.example.dm');
    assert.equal(valueAt(account, 'AppAddr/1/Addr'), 'https://dm.example.com/oma');
    const reference = account.nodes.find(({ path }) => path === 'PrefConRef');
    const nap = mo(bootstrap, './NAP/Internet');
    assert.deepEqual(reference?.ref, { identity: nap.identity, rest: '' });
    assert.equal(nap.identity, `nap:smartcard:${CARD.id}:internet`);
  });

  it('may replace what they added, and not what they did not', () => {
    const bootstrap = process('replace');
    assert.equal(valueAt(mo(bootstrap, './Vendor'), 'Mode'), 'new');
    assert.deepEqual(
      bootstrap.report.commands.map(({ name, code }) => [name, code]),
      [
        ['Add', 200],
        ['Add', 200],
        ['Replace', 200],
        ['Replace', 404],
        ['Get', null],
      ],
    );
    assert.equal(
      valueAt(mo(process('sequence'), './DMAcc/Plain'), 'AppAuth/1/AAuthName'),
      'device-8',
    );
  });
});
