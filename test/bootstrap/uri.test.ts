import assert from 'node:assert/strict';
import { freeName, parseUri, safeName } from '../../lib/bootstrap/uri.js';

describe('a target URI', () => {
  const paths: [string, string[]][] = [
    ['.', []],
    ['./', []],
    ['./DMAcc', ['DMAcc']],
    ['./DMAcc/Op/', ['DMAcc', 'Op']],
    ['DMAcc/Op', ['DMAcc', 'Op']],
    ['/Op', ['Op']],
    ['./a b/%2F', ['a b', '%2F']],
  ];
  for (const [uri, path] of paths) {
    it(`${uri} leads to ${path.length} names`, () => {
      assert.deepEqual(parseUri(uri), { path });
    });
  }

  const codes: [string, number][] = [
    ['', 400],
    ['./a//b', 400],
    ['./a/../b', 400],
    ['./a/./b', 400],
    ['./a\u0007', 400],
    [`./${'a'.repeat(129)}`, 400],
    ['./a?prop=ACL', 406],
    [`./${'a/'.repeat(32)}b`, 414],
    [`./${'a'.repeat(1022)}`, 414],
  ];
  for (const [uri, code] of codes) {
    it(`of ${uri.length} characters gets ${code}: ${JSON.stringify(uri.slice(0, 16))}`, () => {
      const parsed = parseUri(uri);
      assert.ok('code' in parsed);
      assert.equal(parsed.code, code);
    });
  }
});

describe('a name', () => {
  it('is kept if a node can have it', () => {
    assert.equal(safeName('Opérateur 1'), 'Opérateur 1');
  });

  it('loses what would break a URI or a terminal', () => {
    assert.equal(safeName('a/b?c\u202ed'), 'a_b_c_d');
    assert.equal(safeName('a\u0001b'), 'a');
    assert.equal(safeName('..'), '');
    assert.equal(safeName('a'.repeat(200)).length, 128);
  });

  it('gets a number where it is taken', () => {
    assert.equal(freeName('a', new Set()), 'a');
    assert.equal(freeName('a', new Set(['a', 'a-2'])), 'a-3');
    assert.equal(freeName('01', new Set(['01'])), '01-2');
  });

  it('that is a number becomes the next one where it is taken', () => {
    assert.equal(freeName('1', new Set(['1'])), '2');
    assert.equal(freeName('9', new Set(['9', '10'])), '11');
  });

  it('gets a free one however often it is taken', () => {
    for (const name of ['a', '7']) {
      const taken = new Set<string>();
      for (let count = 0; count < 1000; count += 1) taken.add(freeName(name, taken));
      assert.equal(taken.size, 1000);
    }
  });
});
