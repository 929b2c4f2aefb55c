import assert from 'node:assert/strict';
import { Store } from '../../lib/tree/index.js';
import { encodeMessage } from '../syncml/encode.js';
import {
  account,
  add,
  CARD,
  codes,
  command,
  inbox,
  layerOf,
  leaf,
  message,
  node,
  runWithAccount,
  SOURCE,
  uriOf,
} from './messages.js';

const ID = 'urn:oma:mo:oma-dm-bootstrapcfg:1.0';
const URL = 'https://boot.example.com/dm';

const WHOLE = node(
  'Any',
  ID,
  leaf('BootSrvDiscovery', '0', 'int'),
  node('BootSrvInfo', null, node('1', null, leaf('URL', URL))),
  node(
    'InitialARInfo',
    null,
    node('1', null, leaf('SubtreeURI', './NAP'), leaf('AccessCode', '3', 'int')),
  ),
);

describe('the Bootstrap Config MO of a message', () => {
  it('goes to its own place, whatever it is called', () => {
    const { mos, report } = runWithAccount(inbox(WHOLE));
    const object = mos.find(({ identity }) => identity === 'bootstrapcfg:');
    assert.equal(object && uriOf(object), './BootstrapConfig');
    assert.deepEqual(
      object?.nodes.map(({ path, format, value }) => [path, format, value]),
      [
        ['', 'node', null],
        ['BootSrvDiscovery', 'int', '0'],
        ['BootSrvInfo', 'node', null],
        ['BootSrvInfo/1', 'node', null],
        ['BootSrvInfo/1/URL', 'chr', URL],
        ['InitialARInfo', 'node', null],
        ['InitialARInfo/1', 'node', null],
        ['InitialARInfo/1/SubtreeURI', 'chr', './NAP'],
        ['InitialARInfo/1/AccessCode', 'int', '3'],
      ],
    );
    assert.equal(object?.nodes[0]?.type, ID);
    assert.deepEqual(report.placements.map(({ kind }) => kind).sort(), ['config', 'dmacc']);
    assert.deepEqual([report.ignored, report.warnings], [[], []]);
  });

  it('may be added node by node', () => {
    const result = runWithAccount(
      add('./BootstrapConfig/BootSrvInfo/1/URL', URL),
      command('Add', './BootstrapConfig/BootSrvDiscovery', { data: '0', format: 'int' }),
    );
    assert.deepEqual(codes(result), [200, 200]);
    const object = result.mos.find(({ identity }) => identity === 'bootstrapcfg:');
    assert.equal(object?.nodes[0]?.type, ID);
    assert.equal(object?.nodes.find(({ path }) => path === 'BootSrvInfo/1/URL')?.value, URL);
  });

  it('is there once', () => {
    const result = runWithAccount(inbox(WHOLE), inbox(WHOLE));
    assert.deepEqual(codes(result), [200, 418]);
  });

  it('is none where a message puts nothing there', () => {
    assert.equal(runWithAccount().mos.length, 1);
  });

  it('loses what it does not have and what has no such value, with a word each', () => {
    const odd = node(
      'C',
      ID,
      leaf('BootSrvDiscovery', 'maybe', 'int'),
      leaf('BootSrvInfo', 'x'),
      leaf('Other', 'x'),
      node(
        'InitialARInfo',
        null,
        node('1', null, leaf('SubtreeURI', './NAP'), leaf('AccessCode', '9')),
      ),
      node('Ext', null, leaf('Vendor', 'x')),
    );
    const { mos, report } = runWithAccount(inbox(odd));
    const object = mos.find(({ identity }) => identity === 'bootstrapcfg:');
    assert.deepEqual(
      object?.nodes.map(({ path, format }) => `${path} ${format}`),
      [
        ' node',
        'InitialARInfo node',
        'InitialARInfo/1 node',
        'InitialARInfo/1/SubtreeURI chr',
        'InitialARInfo/1/AccessCode int',
      ],
    );
    assert.equal(report.ignored.length, 4, report.ignored.join('\n'));
    assert.deepEqual(report.warnings, [
      './Inbox/C/InitialARInfo/1/AccessCode: Copy grants nothing, as no ACL has a word for it',
    ]);
  });

  it('takes effect with its message, and goes with it', () => {
    const bytes = encodeMessage(
      message([inbox(account('Op', 'com.example.dm', SOURCE)), inbox(WHOLE)]),
    );
    const store = Store.scratch();
    const before = store.tree();
    store.apply(layerOf(bytes, CARD));
    assert.deepEqual(store.bootstrapConfig().servers, [URL]);
    assert.equal(store.bootstrapConfig().discovery, false);
    assert.equal(store.can('com.example.dm', 'Replace', './NAP'), false);
    store.purge([CARD]);
    assert.deepEqual(store.tree(), before);
    store.close();
  });
});
