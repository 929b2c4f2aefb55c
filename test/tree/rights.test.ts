import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ACL_COMMANDS, NOBODY } from '../../lib/tree/acl.js';
import { can, canCopy, canReplaceAcl, type Judged } from '../../lib/tree/rights.js';

/** Nodes by URI: whether they are interior, and the ACL. */
type Nodes = Readonly<Record<string, readonly ['node' | 'chr', string | null]>>;

const treeOf = (nodes: Nodes, servers: readonly string[] = ['a', 'b']): Judged => ({
  node(uri) {
    const found = nodes[uri];
    return found && { format: found[0], acl: found[1] };
  },
  hasAccount: (server) => servers.includes(server),
});

describe('rights', () => {
  const tree = treeOf({
    '.': ['node', 'Add=*&Get=*'],
    './A': ['node', 'Replace=a&Add=b'],
    './A/B': ['node', null],
    './A/B/C': ['chr', 'Replace=b'],
    './N': ['node', `Get=${NOBODY}`],
    './N/M': ['chr', null],
    './X': ['node', 'unreadable'],
  });

  it('are inherited from the nearest node that has an ACL, and from that alone', () => {
    assert.equal(can(tree, 'a', 'Replace', './A/B'), true);
    assert.equal(can(tree, 'a', 'Get', './A/B'), false);
    assert.equal(can(tree, 'a', 'Replace', './A/B/C'), false);
    assert.equal(can(tree, 'b', 'Replace', './A/B/C'), true);
    assert.equal(can(tree, 'a', 'Get', './Nowhere/at/all'), true);
  });

  it('to Add are those on the parent', () => {
    assert.equal(can(tree, 'b', 'Add', './A/B/D'), true);
    assert.equal(can(tree, 'b', 'Add', './A/B/C/D'), false);
    assert.equal(can(tree, 'b', 'Add', './A'), true);
    assert.equal(can(tree, 'a', 'Add', './A/D'), false);
    assert.equal(can(tree, 'a', 'Add', '.'), false);
  });

  it('to change an ACL come from the parent, and of an interior node from itself', () => {
    assert.equal(canReplaceAcl(tree, 'a', './A'), true);
    assert.equal(canReplaceAcl(tree, 'b', './A'), false);
    assert.equal(canReplaceAcl(tree, 'a', './A/B/C'), true);
    assert.equal(canReplaceAcl(tree, 'b', './A/B/C'), false);
    assert.equal(canReplaceAcl(tree, 'a', '.'), false);
    assert.equal(canReplaceAcl(treeOf({ '.': ['node', 'Replace=a'] }), 'a', '.'), true);
  });

  it('to Copy are those to Get and to Add or Replace', () => {
    assert.equal(canCopy(tree, 'b', './X', './A/New'), false);
    assert.equal(canCopy(tree, 'a', './Other', './New'), true);
    assert.equal(canCopy(tree, 'b', './Other', './A/B/C'), true);
    assert.equal(canCopy(tree, 'a', './Other', './A/B/C'), false);
  });

  it('are nobody’s where nothing is granted, nor where the ACL cannot be read', () => {
    for (const command of ACL_COMMANDS) {
      for (const uri of ['./N', './N/M', './X', './X/Y']) {
        const isAtTop = command === 'Add' && uri.length === 3;
        assert.equal(can(tree, 'a', command, uri), isAtTop, `${command} ${uri}`);
      }
    }
    assert.equal(can(treeOf({}), 'a', 'Get', './A'), false);
  });

  it('are not those of a server without an account', () => {
    assert.equal(can(tree, 'c', 'Get', '.'), false);
    assert.equal(can(tree, NOBODY, 'Get', './N'), false);
  });
});

describe('rights in any tree', () => {
  const URIS: readonly string[] = ['.', './A', './A/B', './A/B/C', './A/D', './E'];
  const SERVERS = ['a', 'b', 'c'] as const;
  /** A grant as the model has it: one command to one server, or to all. */
  const pair = fc.tuple(fc.constantFrom(...ACL_COMMANDS), fc.constantFrom(...SERVERS, '*', NOBODY));
  const pairs = fc.option(fc.array(pair, { minLength: 1, maxLength: 5 }), { nil: null });
  type Pairs = typeof pairs extends fc.Arbitrary<infer Value> ? Value : never;
  const model = fc.record({
    acls: fc.tuple(...URIS.map(() => pairs)),
    accounts: fc.subarray([...SERVERS]),
  });

  const above = (uri: string): string[] => {
    const names = uri.split('/');
    return names.map((_, at) => names.slice(0, names.length - at).join('/'));
  };

  /** The rules once more: no sets, no text, no walk up the tree. */
  function allows(
    { acls, accounts }: { acls: readonly Pairs[]; accounts: readonly string[] },
    server: string,
    command: string,
    uri: string,
  ): boolean {
    const own = (at: string): Pairs => acls[URIS.indexOf(at)] ?? null;
    const nearest = above(uri).find((at) => own(at) !== null);
    const list = nearest === undefined ? [] : (own(nearest) ?? []);
    return (
      accounts.includes(server) &&
      list.some(([word, id]) => word === command && (id === '*' || id === server))
    );
  }

  it('are as the plain model says', () => {
    fc.assert(
      fc.property(
        model,
        fc.constantFrom(...SERVERS),
        fc.constantFrom(...URIS, './A/B/New', './New/New'),
        (what, server, uri) => {
          const nodes = URIS.map((one, at) => {
            const list = what.acls[at] ?? null;
            const text = list?.map(([command, id]) => `${command}=${id}`).join('&') ?? null;
            return [one, [one === './A/B/C' ? 'chr' : 'node', text]] as const;
          });
          const tree = treeOf(Object.fromEntries(nodes), what.accounts);
          const parent = uri.slice(0, uri.lastIndexOf('/'));
          for (const command of ACL_COMMANDS) {
            const judged = command === 'Add' ? parent : uri;
            assert.equal(
              can(tree, server, command, uri),
              allows(what, server, command, judged),
              `${command} ${uri}`,
            );
          }
          const isLeaf = uri === './A/B/C' || uri.endsWith('New');
          assert.equal(
            canReplaceAcl(tree, server, uri),
            allows(what, server, 'Replace', parent) ||
              (!isLeaf && allows(what, server, 'Replace', uri)),
          );
        },
      ),
      { seed: 33, numRuns: 2000 },
    );
  });
});
