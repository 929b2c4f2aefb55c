import assert from 'node:assert/strict';
import { domainOf, isWithin } from '../../lib/discovery/domain.js';
import { searchDomains } from '../../lib/discovery/resolver.js';

describe('a domain', () => {
  const long = (labels: number) => Array(labels).fill('a'.repeat(49)).join('.');

  for (const [text, domain] of [
    ['example.com', 'example.com'],
    ['EXAMPLE.Com.', 'example.com'],
    ['lan', 'lan'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [long(5), long(5)],
  ] as const) {
    it(`${text.slice(0, 40)} is one`, () => assert.equal(domainOf(text), domain));
  }

  for (const text of [
    '',
    '.',
    '..',
    'a..b',
    '-a.example',
    'a-.example',
    'a_b.example',
    'bücher.example',
    'exa mple.com',
    'example.com/evil',
    'example.com:443',
    '192.0.2.1',
    '[::1]',
    `${'a'.repeat(64)}.example`,
    `${long(5)}.aaaa`,
  ]) {
    it(`"${text.slice(0, 40)}" is none`, () => assert.equal(domainOf(text), null));
  }

  it('holds itself and what is below it, not what ends alike', () => {
    assert.ok(isWithin('example.com', 'example.com'));
    assert.ok(isWithin('a.b.example.com', 'example.com'));
    assert.ok(!isWithin('notexample.com', 'example.com'));
    assert.ok(!isWithin('com', 'example.com'));
  });
});

describe('the domains that are searched', () => {
  it('are those of the last line that names any', () => {
    assert.deepEqual(searchDomains('search a.example b.example\nnameserver 192.0.2.1\n'), [
      'a.example',
      'b.example',
    ]);
    assert.deepEqual(searchDomains('domain a.example\nsearch b.example\n'), ['b.example']);
    assert.deepEqual(searchDomains('search b.example\ndomain a.example c.example\n'), [
      'a.example',
    ]);
  });

  it('are without comments, names that are none, and repetitions', () => {
    const text =
      '# search x.example\n;search y.example\n  search  .  A.example a.example. 10.0.0.1 # b\n';
    assert.deepEqual(searchDomains(text), ['a.example']);
  });

  it('are six at most', () => {
    const names = Array.from({ length: 10 }, (_, at) => `d${at}.example`);
    assert.deepEqual(searchDomains(`search ${names.join(' ')}`), names.slice(0, 6));
  });

  it('are none where nothing is said', () => {
    assert.deepEqual(searchDomains(''), []);
    assert.deepEqual(searchDomains('nameserver 192.0.2.1\nsearch\n'), []);
  });
});
