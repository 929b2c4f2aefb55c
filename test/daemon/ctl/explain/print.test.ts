import assert from 'node:assert/strict';
import type { Explanation } from '../../../../daemon/ctl/explain/explain.js';
import { explanationLines } from '../../../../daemon/ctl/explain/print.js';
import { treeLines } from '../../../../daemon/ctl/explain/print-tree.js';
import type { ShownNode } from '../../../../daemon/shown.js';
import type { ProvisioningReport } from '../../../../lib/bootstrap/index.js';

const shown = (uri: string, more: Partial<ShownNode> = {}): ShownNode => ({
  ...{ uri, format: 'chr', type: 'text/plain', value: null, acl: null, title: null },
  ...{ origin: null, writtenBy: null, ...more },
});

const changed = (uri: string, before: Partial<ShownNode>, after: Partial<ShownNode>) =>
  ({ change: 'changed', uri, before: shown(uri, before), after: shown(uri, after) }) as const;
const added = (uri: string, more: Partial<ShownNode> = {}) =>
  ({ change: 'added', uri, before: null, after: shown(uri, more) }) as const;
const removed = (uri: string, more: Partial<ShownNode> = {}) =>
  ({ change: 'removed', uri, before: shown(uri, more), after: null }) as const;

describe('changes of a tree in words', () => {
  it('stand below the nodes that lead to them, each once', () => {
    assert.deepEqual(
      treeLines([
        added('./A/B/1', { value: 'x' }),
        removed('./A/B/2', { value: 'y' }),
        added('./A/C', { format: 'node', type: 'urn:x:1.0', acl: 'Get=*', title: 'T' }),
        added('./A/C/D', { format: 'int', value: '7', writtenBy: 'srv' }),
        added('./B/B', { format: 'bin', type: null, value: 'AAEC' }),
      ]),
      [
        '  .',
        '    A',
        '      B',
        '+       1 = x',
        '-       2 = y',
        '+     C  [urn:x:1.0]',
        '+       ACL Get=*',
        '+       title T',
        '+       D = 7  [int]',
        '+         written by srv',
        '    B',
        '+     B = AAEC  [bin]',
      ],
    );
  });

  it('show what there was and what there would be', () => {
    assert.deepEqual(
      treeLines([
        changed('./A', { value: 'x', acl: 'Get=*' }, { value: 'y', acl: 'Get=*' }),
        changed('./B', { value: 'x', acl: 'Get=a' }, { value: 'x', acl: 'Get=b' }),
      ]),
      ['  .', '-   A = x', '+   A = y', '    B = x', '-     ACL Get=a', '+     ACL Get=b'],
    );
  });

  it('mark a secret that would be another, and show none', () => {
    const secret = { value: '(secret)' };
    assert.deepEqual(treeLines([changed('./AAuthSecret', secret, secret)]), [
      ...['  .', '~   AAuthSecret = (secret)'],
    ]);
  });

  it('obey no terminal', () => {
    assert.deepEqual(treeLines([added('./\u009b\u202e', { value: '\u001b[31m\n' })]), [
      ...['  .', '+   \\u{9b}\\u{202e} = \\u{1b}[31m\\u{a}'],
    ]);
  });
});

describe('an explanation in words', () => {
  const origin = { kind: 'smartcard', id: '8949' } as const;
  const REFUSED: Explanation = {
    ...{ outcome: 'rejected', detail: '5.5.4: no valid DMAcc in this message' },
    ...{ origin, kind: 'dm', length: 100, sha256: 'AB', report: null },
    ...{ replaces: [], accounts: [], renamed: [], dangling: [], nodes: [] },
  };

  it('says why something would be refused', () => {
    assert.deepEqual(explanationLines(REFUSED), [
      'DM message, 100 bytes.',
      'From smartcard 8949, it would be rejected: 5.5.4: no valid DMAcc in this message',
    ]);
    const malformed = { ...REFUSED, kind: null, outcome: 'malformed', detail: 'WBXML: x' } as const;
    assert.deepEqual(explanationLines(malformed), [
      'Document, 100 bytes.',
      'From smartcard 8949, it would be refused as malformed: WBXML: x',
    ]);
  });

  it('has a section for all there is to say, and none for the rest', () => {
    const placement = { from: './Inbox/x', uri: './NAP/x', identity: 'i', kind: 'nap' } as const;
    const command = (name: string, code: number | null, note: string | null) => ({
      ...{ cmdId: '1', target: code === null ? null : './Inbox', name, code, note },
    });
    const account = {
      ...{ id: 'a1', uri: './DMAcc/x', serverId: 's', name: 'N', addresses: ['https://s'] },
      ...{ origin, confirmed: true },
    };
    const explanation: Explanation = {
      ...REFUSED,
      ...{ outcome: 'applied', detail: null },
      report: {
        ...{ profile: 'dm', version: '1.2', verProto: 'DM/1.2', source: 'https://s' },
        commands: [
          command('Add', 200, null),
          command('Add', 418, 'twice'),
          command('Alert', null, 'inert'),
        ],
        placements: [placement, { ...placement, from: './Inbox/y', uri: './NAP/y', identity: 'j' }],
        ...{ ignored: ['left'], warnings: ['odd'] },
      },
      replaces: [{ kind: 'cp', oid: '1.2', label: null, sha256: 'CD', length: 7 }],
      accounts: [{ change: 'account-changed', account }],
      renamed: [{ identity: 'j', wanted: './NAP/y', uri: './NAP/y-2' }],
      dangling: ['./DMAcc/x/PrefConRef'],
      nodes: [added('./A', { value: 'a' })],
    };
    assert.deepEqual(explanationLines(explanation), [
      'DM message of https://s in WBXML 1.2, 100 bytes.',
      'From smartcard 8949, it would be applied.',
      'It would take the place of a Client Provisioning document of 7 bytes, SHA-256',
      '  CD.',
      ...['', 'Accounts', '~ a1  ./DMAcc/x  N (s)', '      https://s', '      from smartcard 8949'],
      ...['', 'Where its objects would stand', '  ./Inbox/x to ./NAP/x'],
      '  ./Inbox/y to ./NAP/y-2, not ./NAP/y',
      ...[
        '',
        'Commands that would not be done',
        '  418 Add ./Inbox (twice)',
        '  --- Alert (inert)',
      ],
      ...['', 'Left out', '  left'],
      ...['', 'Warnings', '  odd'],
      ...['', 'References that would lead nowhere', '  ./DMAcc/x/PrefConRef'],
      ...['', 'The tree', '  .', '+   A = a'],
    ]);
    const again = { ...explanation, outcome: 'unchanged', accounts: [], nodes: [] } as const;
    const lines = explanationLines({ ...again, replaces: [], renamed: [], dangling: [] });
    assert.equal(lines[1], 'From smartcard 8949, it is in force already: nothing would change.');
    assert.ok(!lines.includes('Where its objects would stand'));
  });

  it('names what a Client Provisioning document has no place for', () => {
    const report: ProvisioningReport = {
      ...{ profile: 'cp' as const, version: 'XML', placements: [], ignored: [], warnings: [] },
      unmapped: ['BOOTSTRAP/PROVURL'],
    };
    const explanation = {
      ...REFUSED,
      kind: 'cp',
      outcome: 'applied',
      detail: null,
      report,
    } as const;
    assert.deepEqual(explanationLines(explanation), [
      'Client Provisioning document in XML, 100 bytes.',
      'From smartcard 8949, it would be applied.',
      'The tree would look as it does now.',
      ...['', 'Without a place in the tree', '  BOOTSTRAP/PROVURL'],
    ]);
  });
});
