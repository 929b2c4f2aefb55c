import assert from 'node:assert/strict';
import {
  MAX_DOCUMENTS_A_LAYER,
  MAX_MOS_A_LAYER,
  MAX_NODES_A_LAYER,
  MAX_VALUE_BYTES,
} from '../../lib/tree/bounds.js';
import { checkLayer } from '../../lib/tree/check.js';
import { type Mo, type MoNode, TreeError, type TreeErrorCode } from '../../lib/tree/index.js';
import { account, card, interior, layer, leaf, many, plain } from './support.js';

const mo = (...nodes: MoNode[]): Mo => ({ ...plain('X'), nodes });

describe('what a layer may hold', () => {
  it('is sound objects, and leaves that are objects by themselves', () => {
    checkLayer(layer(card('1'), account('a'), plain('B'), mo(leaf('', 'alone'))));
    checkLayer(layer(card('1')));
    checkLayer(layer(card('1'), many('X', MAX_NODES_A_LAYER - 1)));
  });

  const cases: readonly (readonly [string, TreeErrorCode, readonly Mo[]])[] = [
    ['one object twice', 'misuse', [account('a'), account('a', { node: 'b' })]],
    ['an object without a node', 'bad-node', [mo()]],
    ['an object without its root', 'bad-node', [mo(leaf('A', ''))]],
    ['two roots', 'bad-node', [mo(interior(''), interior(''))]],
    ['a node twice', 'bad-node', [mo(interior(''), leaf('A', ''), leaf('A', ''))]],
    ['a child before its parent', 'bad-node', [mo(interior(''), leaf('B/A', ''), interior('B'))]],
    ['a child of a leaf', 'bad-node', [mo(interior(''), leaf('B', ''), leaf('B/A', ''))]],
    ['a name with nothing in it', 'bad-uri', [mo(interior(''), interior('/A'))]],
    ['a root that cannot be one', 'bad-uri', [{ ...plain('X'), name: 'a/../b' }]],
    ['a parent that cannot be one', 'bad-uri', [plain('X', 'DMAcc')]],
    ['text in binary', 'format', [mo(leaf('', 'x', { format: 'bin' }))]],
    ['octets in text', 'format', [mo(leaf('', '', { value: new Uint8Array(1) }))]],
    ['an interior node with a value', 'format', [mo({ ...interior(''), value: 'x' })]],
    ['a long value', 'bound', [mo(leaf('', 'x'.repeat(MAX_VALUE_BYTES + 1)))]],
    ['a value long in octets', 'bound', [mo(leaf('', 'ü'.repeat(MAX_VALUE_BYTES / 2 + 1)))]],
    ['an ACL that cannot be read', 'bad-acl', [mo({ ...interior(''), acl: 'Copy=*' })]],
    ['a long title', 'bound', [mo({ ...interior(''), title: 'x'.repeat(MAX_VALUE_BYTES + 1) })]],
    ['many nodes', 'bound', [many('X', MAX_NODES_A_LAYER)]],
    [
      'many objects',
      'bound',
      Array.from({ length: MAX_MOS_A_LAYER + 1 }, (_, at) => account(`s${at}`)),
    ],
  ];
  for (const [reason, code, mos] of cases) {
    it(`is not: ${reason}`, () => {
      assert.throws(
        () => checkLayer(layer(card('1'), ...mos)),
        (error) => error instanceof TreeError && error.code === code,
      );
    });
  }

  it('comes from one document at least, and from no more than a bound', () => {
    const input = layer(card('1'), account('a'));
    const of = (count: number) => ({
      ...input,
      documents: Array.from({ length: count }, () => input.documents[0]!),
    });
    checkLayer(of(MAX_DOCUMENTS_A_LAYER));
    for (const [count, code] of [
      [0, 'misuse'],
      [MAX_DOCUMENTS_A_LAYER + 1, 'bound'],
    ] as const) {
      assert.throws(
        () => checkLayer(of(count)),
        (error) => error instanceof TreeError && error.code === code,
      );
    }
  });

  it('does not come from the local layer', () => {
    assert.throws(
      () => checkLayer(layer({ kind: 'local', id: '' })),
      (error) => error instanceof TreeError && error.code === 'misuse' && error.fault === 'us',
    );
  });
});
