import assert from 'node:assert/strict';
import { MAX_DEPTH, MAX_NAME_BYTES } from '../../lib/tree/bounds.js';
import { TreeError } from '../../lib/tree/index.js';
import { below, nameOf, namesOf, parentOf, pathWithin } from '../../lib/tree/uri.js';

describe('URIs of the tree', () => {
  it('are a dot, or names below it', () => {
    assert.deepEqual(namesOf('.'), []);
    assert.deepEqual(namesOf('./DMAcc/x y/ü'), ['DMAcc', 'x y', 'ü']);
    assert.equal(namesOf(`./${Array(MAX_DEPTH).fill('a').join('/')}`).length, MAX_DEPTH);
  });

  for (const [uri, reason] of [
    ['', 'nothing'],
    ['DMAcc', 'no root'],
    ['/DMAcc', 'another root'],
    ['./', 'a name without letters'],
    ['./a//b', 'one in the middle'],
    ['./a/', 'one at the end'],
    ['./../etc', 'a way up'],
    ['./a/./b', 'a way nowhere'],
    ['./a\u0000', 'a NUL'],
    ['./a\n', 'a line feed'],
    ['./\ud800', 'half a character'],
    [`./${'a'.repeat(MAX_NAME_BYTES + 1)}`, 'a long name'],
    [`./${'ü'.repeat(MAX_NAME_BYTES / 2 + 1)}`, 'a name that is long in octets'],
    [
      `./${Array(MAX_DEPTH + 1)
        .fill('a')
        .join('/')}`,
      'too many levels',
    ],
  ] as const) {
    it(`are not: ${reason}`, () => {
      assert.throws(
        () => namesOf(uri),
        (error) => error instanceof TreeError && error.code === 'bad-uri',
      );
    });
  }

  it('come apart and together', () => {
    assert.equal(below('./a', 'b/c'), './a/b/c');
    assert.equal(below('./a', ''), './a');
    assert.equal(pathWithin('./a/b/c', './a'), 'b/c');
    assert.equal(pathWithin('./a', './a'), '');
    assert.equal(pathWithin('./ab', './a'), null);
    assert.equal(pathWithin('./a', '.'), 'a');
    assert.deepEqual(['./a/b', './a', '.', 'x/y', 'x'].map(parentOf), ['./a', '.', '', 'x', '']);
    assert.equal(nameOf('./a/b'), 'b');
  });
});
