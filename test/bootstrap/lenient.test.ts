import assert from 'node:assert/strict';
import { isAlike } from '../../lib/bootstrap/address.js';
import { type Bootstrap, MessageError, processBootstrap } from '../../lib/bootstrap/index.js';
import { encodeMessage, withByte } from '../syncml/encode.js';
import { account, CARD, type HeaderParts, inbox, message, SOURCE } from './messages.js';

const OP = inbox(account('Op', 'com.example.dm', SOURCE));
const XML = message([OP]);

const lenient = (bytes: Uint8Array): Bootstrap => processBootstrap(bytes, CARD, { lenient: true });

const utf8 = (text: string): Uint8Array => Buffer.from(text);

function bytesOf(xml: string, version: 0 | 2): Uint8Array {
  const bytes = encodeMessage(xml);
  // Version 1.0 has no character set.
  const old = Buffer.concat([bytes.subarray(0, 3), bytes.subarray(4)]);
  return version === 2 ? bytes : withByte(old, 0, 0);
}

function refused(bytes: Uint8Array, code: MessageError['code'], words: RegExp, isLenient = true) {
  assert.throws(
    () => processBootstrap(bytes, CARD, { lenient: isLenient }),
    (error) => error instanceof MessageError && error.code === code && words.test(error.message),
  );
}

describe('where messages are taken leniently', () => {
  const plain = lenient(bytesOf(XML, 2));

  const forms: [string, Uint8Array, string][] = [
    ['WBXML 1.0', bytesOf(XML, 0), '1.0'],
    ['XML in UTF-8', utf8(XML), 'XML'],
    ['XML behind white space', utf8(`\n ${XML}`), 'XML'],
    ['XML behind a byte order mark', utf8(`\uFEFF${XML}`), 'XML'],
    ['XML in UTF-16', Buffer.from(`\uFEFF${XML}`, 'utf16le'), 'XML'],
    [
      'XML in ISO-8859-1',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${XML}`, 'latin1'),
      'XML',
    ],
    ['XML in a padded file', Buffer.concat([utf8(XML), Buffer.alloc(300, 0xff)]), 'XML'],
  ];
  for (const [form, bytes, version] of forms) {
    it(`${form} is, and comes to the same as WBXML 1.2`, () => {
      const { report, ...rest } = lenient(bytes);
      const { report: expected, ...others } = plain;
      assert.deepEqual(rest, others);
      assert.deepEqual(report, { ...expected, version });
    });
  }

  it('XML holds its bounds, and is not quoted', () => {
    refused(utf8('<SyncML><hunter2></SyncML>'), 'malformed', /^XML: (?!.*hunter2)/);
    refused(utf8(`<a>${'<b/>'.repeat(20_000)}</a>`), 'malformed', /16384/);
    refused(utf8('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), 'malformed', /at byte/);
    refused(utf8('<a/>'), 'rejected', /^5\.5\.4/);
  });

  const sources: [string, string][] = [
    ['a port', 'https://dm.example.com:443/'],
    ['another port', 'https://dm.example.com:8443/'],
    ['no slash at its end', 'https://dm.example.com'],
    ['its host in another case', 'HTTPS://DM.Example.com/'],
  ];
  for (const [what, source] of sources) {
    it(`a source with ${what} is, with a warning`, () => {
      const bytes = encodeMessage(message([OP], { source }));
      const { servers, source: told, report } = lenient(bytes);
      assert.deepEqual([servers, told], [['com.example.dm'], source]);
      assert.equal(report.warnings.length, 1);
      refused(bytes, 'rejected', /Source/, false);
    });
  }

  it('a source is not where anything else differs', () => {
    for (const source of [
      'http://dm.example.com/',
      'https://dm.example.org/',
      'https://dm.example.com/x',
      'https://dm.example.com/?a',
    ]) {
      refused(encodeMessage(message([OP], { source })), 'rejected', /Source/);
    }
  });

  it('all else is refused as ever', () => {
    const header = (parts: HeaderParts): Uint8Array => encodeMessage(message([OP], parts));
    refused(header({ verProto: 'DM/2.0' }), 'rejected', /VerProto/);
    refused(header({ verDtd: '2.0' }), 'rejected', /VerDTD/);
    refused(encodeMessage(message([])), 'rejected', /no valid DMAcc/);
  });
});

describe('two addresses are alike', () => {
  const pairs: [string, string, boolean][] = [
    ['https://[2001:DB8::1]:443/a', 'https://[2001:db8::1]/a/', true],
    ['192.0.2.1:80', '192.0.2.1', true],
    ['https://h/A', 'https://h/a', false],
    ['https://h?a', 'https://h?b', false],
    ['https://h//', 'https://h', false],
  ];
  for (const [one, other, alike] of pairs) {
    it(`${alike ? 'in' : 'not in'} "${one}" and "${other}"`, () => {
      assert.equal(isAlike(one, other), alike);
      assert.equal(isAlike(other, one), alike);
    });
  }
});
