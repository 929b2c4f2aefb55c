import assert from 'node:assert/strict';
import { differences } from '../../../../daemon/ctl/explain/difference.js';
import type { VisibleNode } from '../../../../lib/tree/index.js';

const node = (uri: string, more: Partial<VisibleNode> = {}): VisibleNode => ({
  ...{ uri, format: 'node', type: null, value: null, acl: null, title: null },
  ...{ origin: null, writtenBy: null, ...more },
});
const leaf = (uri: string, value: string | Uint8Array, more: Partial<VisibleNode> = {}) =>
  node(uri, { format: typeof value === 'string' ? 'chr' : 'bin', value, ...more });

const ROOT = node('.');

/** Changes in short. */
const changes = (before: VisibleNode[], after: VisibleNode[]): string[] =>
  differences([ROOT, ...before], [ROOT, ...after]).map(({ change, uri }) => `${change} ${uri}`);

describe('the differences of two trees', () => {
  it('are none of the same tree, whoever it belongs to', () => {
    const tree = [leaf('./A', 'a'), leaf('./B', Uint8Array.of(1))];
    assert.deepEqual(changes(tree, tree), []);
    const other = { origin: { kind: 'factory', id: 'x' }, value: Uint8Array.of(1) } as const;
    assert.deepEqual(changes(tree, [tree[0]!, { ...tree[1]!, ...other }]), []);
  });

  for (const [what, more] of [
    ['value', { value: 'b' }],
    ['octets', { value: Uint8Array.of(97) }],
    ['format', { format: 'int' }],
    ['type', { type: 'text/html' }],
    ['ACL', { acl: 'Get=*' }],
    ['title', { title: 'b' }],
  ] as const) {
    it(`are another ${what}`, () => {
      const [before, after] = [leaf('./A', 'a'), leaf('./A', 'a', more)];
      assert.deepEqual(differences([ROOT, before], [ROOT, after]), [
        { change: 'changed', uri: './A', before, after },
      ]);
    });
  }

  it('are no type of text where there was none', () => {
    assert.deepEqual(changes([leaf('./A', 'a')], [leaf('./A', 'a', { type: 'text/plain' })]), []);
    assert.deepEqual(changes([node('./A')], [node('./A', { type: 'text/plain' })]), [
      'changed ./A',
    ]);
  });

  it('stand in the order of the tree, what goes behind what stays', () => {
    const before = [node('./A'), leaf('./A/1', ''), leaf('./A/2', ''), node('./B')];
    const after = [node('./A'), leaf('./A/2', 'x'), leaf('./A/3', ''), node('./C')];
    assert.deepEqual(changes(before, after), [
      ...['changed ./A/2', 'added ./A/3', 'removed ./A/1', 'added ./C', 'removed ./B'],
    ]);
  });
});
