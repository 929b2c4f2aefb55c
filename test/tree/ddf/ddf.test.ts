import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROWS } from '../../../lib/tree/ddf/descriptions.js';
import { NODE_FORMATS } from '../../../lib/tree/format.js';
import {
  accessTypesOf,
  checkPlacement,
  isSecret,
  type Mo,
  TreeError,
} from '../../../lib/tree/index.js';
import { PERMANENT_NODES } from '../../../lib/tree/permanent.js';
import { below, parentOf, ROOT_URI } from '../../../lib/tree/uri.js';
import { ROOT } from '../../support/paths.js';
import { parseXml, type XmlTree } from '../../wbxml/xml-tree.js';
import { account, card, interior, leaf, nap, plain } from '../support.js';
import { ddfDocument } from './document.js';

const one = (...words: readonly string[]): string => `(${words.join('|')})`;
const TEXT = '#text';
const OPTIONAL_TEXT = `(${TEXT} )?`;

/** What each element may hold, as a pattern of the names of its children (OMA-TS-DM_TND-V1_2_1, framework elements). */
const CONTENT: Readonly<Record<string, string>> = {
  MgmtTree: 'VerDTD (Man )?(Mod )?(Node )+',
  VerDTD: `${TEXT} `,
  Node: 'NodeName (Path )?(RTProperties )?DFProperties ((Node )*|(Value )?)',
  NodeName: OPTIONAL_TEXT,
  RTProperties: '(ACL )?(Format )?(Name )?(Size )?(Title )?(TStamp )?Type (VerNo )?',
  ACL: OPTIONAL_TEXT,
  Format: `${one(...NODE_FORMATS)} `,
  Name: OPTIONAL_TEXT,
  Title: OPTIONAL_TEXT,
  Type: '(MIME|DDFName) ',
  MIME: `${TEXT} `,
  DDFName: OPTIONAL_TEXT,
  DFProperties:
    'AccessType (DefaultValue )?(Description )?DFFormat (Occurrence )?(Scope )?(DFTitle )?DFType (CaseSense )?',
  AccessType: '(Add )?(Copy )?(Delete )?(Exec )?(Get )?(Replace )?',
  DFFormat: `${one(...NODE_FORMATS)} `,
  Occurrence: '(One|ZeroOrOne|ZeroOrMore|OneOrMore|ZeroOrN|OneOrN) ',
  Scope: '(Permanent|Dynamic) ',
  DFTitle: `${TEXT} `,
  DFType: '((MIME )+|DDFName )',
};

const nameOf = (child: XmlTree | string): string => (typeof child === 'string' ? TEXT : child.name);

function assertConforms(element: XmlTree): void {
  const found = element.children.map((child) => `${nameOf(child)} `).join('');
  assert.match(found, new RegExp(`^${CONTENT[element.name] ?? ''}$`), `in ${element.name}`);
  assert.deepEqual(element.attributes, {});
  for (const child of element.children) {
    if (typeof child !== 'string') assertConforms(child);
  }
}

const childOf = (element: XmlTree, name: string): XmlTree =>
  element.children.find((child): child is XmlTree => nameOf(child) === name)!;

const nameIn = (element: XmlTree): string => nameOf(element.children[0]!);

describe('the DDF of the tree', () => {
  it('is published as the table has it (npm run ddf)', () => {
    assert.equal(readFileSync(join(ROOT, 'docs/ddf/tree.ddf'), 'utf8'), ddfDocument());
  });

  it('is a DDF of version 1.2', () => {
    const tree = parseXml(ddfDocument());
    assertConforms(tree);
    assert.deepEqual(childOf(tree, 'VerDTD').children, ['1.2']);
    const assertFormats = (node: XmlTree): void => {
      const properties = childOf(node, 'DFProperties');
      const format = nameIn(childOf(properties, 'DFFormat'));
      const below = node.children.filter((child): child is XmlTree => nameOf(child) === 'Node');
      assert.equal(nameIn(childOf(properties, 'DFType')), format === 'node' ? 'DDFName' : 'MIME');
      assert.ok(format === 'node' || below.length === 0);
      below.forEach(assertFormats);
    };
    assertFormats(childOf(tree, 'Node'));
  });

  it('has each node once, below one that it has', () => {
    const uris = ROWS.map(([uri]) => uri);
    assert.equal(new Set(uris).size, uris.length);
    for (const uri of uris) assert.ok(uri === ROOT_URI || uris.includes(parentOf(uri)), uri);
  });

  it('lets no permanent node be added or deleted', () => {
    for (const uri of PERMANENT_NODES.map(({ path }) => below(ROOT_URI, path))) {
      assert.equal(accessTypesOf(uri).includes('Delete'), false, uri);
      assert.equal(accessTypesOf(uri).includes('Add'), uri === './Inbox', uri);
    }
  });

  it('lets an account be read but for its secrets, as DMAcc asks at least', () => {
    for (const [uri, , , access] of ROWS.filter(([uri]) => uri.startsWith('./DMAcc'))) {
      assert.equal(access.includes('Get'), !/AAuth(Secret|Data)$/.test(uri), uri);
      assert.ok(access.includes('Get') || isSecret(uri));
    }
  });
});

describe('access types', () => {
  const TYPES: Record<string, string> = {
    '.': 'Get',
    './DMAcc': 'Get',
    './DMAcc/x': 'Delete Get',
    './DMAcc/x/ServerID': 'Get',
    './DMAcc/x/Name': 'Add Delete Get Replace',
    './DMAcc/x/AppAddr/1/Addr': 'Add Get Replace',
    './DMAcc/x/AppAuth/1/AAuthSecret': 'Add Delete Replace',
    './DMAcc/x/AppAuth/1/AAuthData': 'Add Delete Replace',
    './DMAcc/x/Unknown': '',
    './DMAcc/x/AppAddr/1/Addr/Below': '',
    './DMAcc/x/Ext': 'Add Delete Get',
    './DMAcc/x/Ext/Vendor/Any': 'Add Delete Get Replace',
    './DMAcc/x/Ext/Vendor/Password': 'Add Delete Replace',
    './Inbox': 'Add',
    './Inbox/x': '',
    './NAP/x': 'Add Delete Get Replace',
    './NAP/x/AuthInfo/AuthSecret': 'Add Delete Replace',
    './Proxy/x/Ports/1/PortNbr': 'Add Delete Get Replace',
    './Vendor': 'Add Delete Get Replace',
    './Vendor/Cfg/Any': 'Add Delete Get Replace',
  };
  for (const [uri, types] of Object.entries(TYPES)) {
    it(`of ${uri} are ${types || 'none'}`, () => {
      assert.equal(accessTypesOf(uri).join(' '), types);
    });
  }

  it('are of URIs only', () => assert.throws(() => accessTypesOf('DMAcc'), TreeError));
});

describe('a place in the DDF', () => {
  it('is that of accounts, access points and any other object', () => {
    const mos = [account('a'), nap(card('1'), 'net'), plain('X'), plain('Y', './P/Q', 'urn:x')];
    const single: Mo = { ...plain('S'), nodes: [leaf('', '1', { format: 'int' })] };
    for (const mo of [...mos, single]) checkPlacement(mo);
  });

  const dmacc = (...nodes: Mo['nodes']): Mo => ({ ...plain('a', './DMAcc'), nodes });
  const cases: readonly (readonly [string, Mo])[] = [
    ['a node that accounts do not have', dmacc(interior(''), leaf('Addr', 'x'))],
    ['a leaf for an interior node', dmacc(interior(''), leaf('AppAddr', 'x'))],
    ['an interior node for a leaf', dmacc(interior(''), interior('Name'))],
    ['a leaf for an account', dmacc(leaf('', 'x'))],
    ['an object in the Inbox', plain('X', './Inbox')],
  ];
  for (const [reason, mo] of cases) {
    it(`is not: ${reason}`, () => {
      assert.throws(
        () => checkPlacement(mo),
        (error) => error instanceof TreeError && error.code === 'bad-node',
      );
    });
  }
});
