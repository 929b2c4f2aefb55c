import assert from 'node:assert/strict';
import { parseAddress } from '../../lib/writer/address.js';

describe('an address', () => {
  for (const [text, type, addr, port] of [
    ['https://dm.example.com/oma', 'URI', null, 443],
    ['http://dm.example.com', 'URI', null, 80],
    ['HTTPS://dm.example.com:8443/oma?x=1#y', 'URI', null, 8443],
    ['https://[2001:db8::1]:444/', 'URI', null, 444],
    ['coaps+tcp://dm.example.com', 'URI', null, null],
    ['192.0.2.1', 'IPv4', '192.0.2.1', null],
    ['192.0.2.1:443', 'IPv4', '192.0.2.1', 443],
    ['2001:db8::1', 'IPv6', '2001:db8::1', null],
    ['[2001:db8::1]', 'IPv6', '2001:db8::1', null],
    ['[2001:db8::1]:65535', 'IPv6', '2001:db8::1', 65535],
    ['proxy.example.com:8080', 'name', 'proxy.example.com', 8080],
    ['proxy', 'name', 'proxy', null],
  ] as const) {
    it(`is ${text}`, () => {
      assert.deepEqual(parseAddress(text), { addr: addr ?? text, type, port });
    });
  }

  for (const text of [
    '',
    'https://',
    'https:///oma',
    'https://device:password@dm.example.com/',
    'https://dm.example.com:99999/',
    'https://dm.example.com/a b',
    '//dm.example.com',
    '192.0.2.256',
    '192.0.2.1:65536',
    '192.0.2.1:',
    '[192.0.2.1]:80',
    '[2001:db8::1',
    '-proxy',
    'proxy.example.com.:8080.',
    'dm example com',
  ]) {
    it(`is not ${text || 'nothing'}`, () => assert.equal(parseAddress(text), null));
  }
});
