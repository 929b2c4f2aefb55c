import assert from 'node:assert/strict';
import { MessageError, processDocuments, type SourceDocument } from '../../lib/bootstrap/index.js';
import { Store } from '../../lib/tree/index.js';
import type { LayerInput } from '../../lib/tree/model.js';
import { ch, doc, napdef, parm, pxlogical, w7 } from '../provisioning/documents.js';
import { encodeMessage } from '../syncml/encode.js';
import { account, CARD, inbox, leaf, message, NAP, node, SOURCE, valueAt } from './messages.js';

const SERVER = 'com.example.dm';

const OIDS = { dm: '2.23.43.7.1', cp: '2.23.43.3.1' } as const;

const source = (
  kind: 'dm' | 'cp',
  bytes: Uint8Array,
  label: string | null = null,
): SourceDocument => ({
  kind,
  oid: OIDS[kind],
  label,
  bytes,
});

const dm = (...commands: string[]): SourceDocument =>
  source('dm', encodeMessage(message([inbox(account('Op', SERVER, SOURCE)), ...commands])), 'DM');

const cp = (...characteristics: string[]): SourceDocument =>
  source('cp', Buffer.from(doc(...characteristics)), 'CP');

const BROKEN = source('cp', Buffer.from('<wap-provisioningdoc>'));
const EMPTY = cp();

const process = (...documents: SourceDocument[]): LayerInput =>
  processDocuments(documents, CARD, { lenient: false });

/** The names of all objects: `Name` of each identity, in order. */
const names = ({ mos }: LayerInput): unknown[] =>
  mos.map((object) => [
    object.identity.replace(`smartcard:${CARD.id}:`, ''),
    valueAt(object, 'Name'),
  ]);

interface Told {
  readonly profile?: string;
  readonly placements?: readonly { readonly uri: string }[];
  readonly ignored?: readonly string[];
  readonly problem?: string;
}

const reports = ({ documents }: LayerInput): Told[] =>
  documents.map(({ report }) => report as Told);

const named = (name: string): string => parm('NAME', name);

describe('the documents of a card', () => {
  it('are kept byte for byte, the DM message first, with what is told of each', () => {
    const [one, two, three] = [cp(napdef('n')), dm(), cp(napdef('m'))] as const;
    const { origin, documents } = process(one, two, three);
    assert.equal(origin, CARD);
    assert.deepEqual(
      documents.map(({ report: _, ...rest }) => rest),
      [two, one, three],
    );
    assert.deepEqual(
      reports(process(one, two, three)).map(({ profile, placements }) => [
        profile,
        placements?.length,
      ]),
      [
        [reports(process(two))[0]?.profile, 1],
        ['cp', 1],
        ['cp', 1],
      ],
    );
  });

  it('install their objects together', () => {
    assert.deepEqual(names(process(dm(), cp(napdef('n')), cp(w7('org.example.other')))), [
      [`dmacc:${SERVER}`, undefined],
      ['nap:n', undefined],
      ['dmacc:org.example.other', undefined],
    ]);
  });

  it('may be provisioning documents alone', () => {
    assert.deepEqual(names(process(cp(napdef('n')))), [['nap:n', undefined]]);
    assert.deepEqual(process(EMPTY).mos, []);
  });

  it('that bring the same object: that of the DM message stands, wherever it is', () => {
    const nap = inbox(node('N', NAP, leaf('NapId', 'n'), leaf('Name', 'of DM')));
    const layer = process(cp(w7(SERVER, named('of CP')), napdef('n', named('of CP'))), dm(nap));
    assert.deepEqual(names(layer), [
      [`dmacc:${SERVER}`, undefined],
      ['nap:n', 'of DM'],
    ]);
    const [, report] = reports(layer);
    assert.deepEqual(report?.placements, []);
    assert.deepEqual(
      report?.ignored?.map((line) => line.replace(/\d+/, 'N')),
      [
        'APPLICATION at byte N: the DM message brings the same object',
        'NAPDEF at byte N: the DM message brings the same object',
      ],
    );
  });

  it('that bring the same object: else that of the first stands', () => {
    const layer = process(
      cp(napdef('n', named('first'))),
      cp(napdef('n', named('second')), napdef('m')),
      cp(napdef('m', named('third'))),
    );
    assert.deepEqual(names(layer), [
      ['nap:n', 'first'],
      ['nap:m', undefined],
    ]);
    assert.deepEqual(
      reports(layer).map(({ ignored }) => ignored?.length),
      [0, 1, 1],
    );
    assert.match(reports(layer)[1]?.ignored?.[0] ?? '', /an earlier document brings the same/);
    assert.deepEqual(
      reports(layer)[1]?.placements?.map(({ uri }) => uri),
      ['./NAP/2'],
    );
  });

  it('refer to objects of their own, or to the ones that stand in their place', () => {
    const layer = process(
      cp(napdef('n', named('first'))),
      cp(w7(SERVER, parm('TO-NAPID', 'n')), napdef('n', named('second'))),
      cp(w7('org.example.other', parm('TO-NAPID', 'n'))),
    );
    const references = layer.mos.map(
      ({ nodes }) => nodes.find(({ path }) => path === 'PrefConRef')?.ref?.identity,
    );
    assert.deepEqual(references, [undefined, `nap:smartcard:${CARD.id}:n`, undefined]);
  });

  it('that cannot be read bring nothing beside one that can, and say why', () => {
    for (const other of [dm(), EMPTY]) {
      const layer = process(other, BROKEN);
      assert.deepEqual(layer.mos, process(other).mos);
      assert.equal(reports(layer)[1]?.profile, 'cp');
      assert.match(reports(layer)[1]?.problem ?? '', /well-formed/);
    }
  });

  it('that cannot be read at all are refused for the first of them', () => {
    const root = source('cp', Buffer.from('<SyncML/>'));
    const refusal = (documents: SourceDocument[]): RegExp => {
      try {
        process(...documents);
      } catch (error) {
        assert.ok(error instanceof MessageError);
        return new RegExp(error.message);
      }
      assert.fail('expected a refusal');
    };
    assert.match(`${refusal([BROKEN, root])}`, /well-formed/);
    assert.match(`${refusal([root, BROKEN])}`, /wap-provisioningdoc/);
  });

  it('are refused with the DM message, whatever else there is', () => {
    const refused = source('dm', encodeMessage(message([])));
    for (const documents of [[refused], [refused, EMPTY], [cp(w7('s')), refused]]) {
      assert.throws(() => process(...documents), { name: 'MessageError', code: 'rejected' });
    }
    assert.throws(() => process(source('dm', new Uint8Array()), EMPTY), { code: 'malformed' });
  });

  it('that would be more together than a layer may hold: the one too many brings nothing', () => {
    const many = (from: number): SourceDocument =>
      cp(...Array.from({ length: 150 }, (_, at) => napdef(`${from + at}`)));
    const layer = process(many(0), many(150), cp(napdef('x')));
    assert.equal(layer.mos.length, 151);
    assert.match(reports(layer)[1]?.problem ?? '', /at most 256 objects/);
    const ports = Array.from({ length: 1700 }, () => ch('PORT', parm('PORTNBR', '1'))).slice(
      0,
      480,
    );
    const large = (id: string): SourceDocument =>
      cp(pxlogical(id, ...ports, ...Array.from({ length: 8 }, () => ch('PXPHYSICAL'))));
    const nodes = process(large('a'), large('b'));
    assert.equal(nodes.mos.length, 8);
    assert.match(reports(nodes)[1]?.problem ?? '', /8192 nodes/);
  });

  it('stand in the tree under names of their own, and go as they came', () => {
    const store = Store.scratch();
    const before = store.tree();
    const layer = process(dm(), cp(napdef('n')), cp(napdef('m'), w7('org.example.other')));
    assert.equal(store.apply(layer).result, 'applied');
    assert.equal(store.tree('./NAP').filter(({ uri }) => uri.endsWith('/NapId')).length, 2);
    assert.deepEqual(
      store.accounts().map(({ serverId }) => serverId),
      [SERVER, 'org.example.other'],
    );
    assert.equal(store.apply(layer).result, 'unchanged');
    store.purge([CARD]);
    assert.deepEqual(store.tree(), before);
    store.close();
  });

  it('that lose the connection of an application leave it dangling', () => {
    const store = Store.scratch();
    const application = ch('APPLICATION', parm('APPID', 'w4'), parm('TO-NAPID', 'n'));
    store.apply(process(cp(w7(SERVER), napdef('n'), application)));
    const { dangling } = store.write('./NAP/1', 'delete', { server: SERVER });
    assert.deepEqual(dangling, ['./App/1/PrefConDef']);
    store.close();
  });
});
