import { ANY_NAME } from '../../../lib/tree/ddf/descriptions.js';
import { DDF, type Description } from '../../../lib/tree/ddf/lookup.js';
import { PERMANENT_NODES } from '../../../lib/tree/permanent.js';
import { below, ROOT_URI } from '../../../lib/tree/uri.js';
import { type Element, toXml } from '../../../lib/wbxml/index.js';

const DOCTYPE =
  '<!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/DM_DDF-V1_2.dtd">';

const PERMANENT = new Map(PERMANENT_NODES.map((node) => [below(ROOT_URI, node.path), node]));

const element = (name: string, ...children: (Element | string)[]): Element => ({
  name,
  attributes: [],
  children: children.filter((child) => child !== ''),
  offset: 0,
});

/** The DDF of the tree as an XML document (OMA-TS-DM_TND-V1_2_1, the device description framework). */
export function ddfDocument(): string {
  const root: Element = {
    ...element('MgmtTree', element('VerDTD', '1.2'), nodeOf(DDF, ROOT_URI)),
    namespace: 'syncml:dmddf1.2',
  };
  const [declaration, ...lines] = toXml(root).split('\n');
  return [declaration, DOCTYPE, ...lines].join('\n');
}

function nodeOf(description: Description, uri: string): Element {
  const { name, occurrence, format, access, title, type, children } = description;
  const permanent = PERMANENT.get(uri);
  const typed = () => element(format === 'node' ? 'DDFName' : 'MIME', permanent?.type ?? type);
  return element(
    'Node',
    element('NodeName', name === ANY_NAME ? '' : name),
    element(
      'RTProperties',
      element('ACL', permanent?.acl ?? ''),
      element('Format', element(format)),
      element('Name'),
      element('Title'),
      element('Type', typed()),
    ),
    element(
      'DFProperties',
      element('AccessType', ...access.map((command) => element(command))),
      element('DFFormat', element(format)),
      element('Occurrence', element(occurrence)),
      element('Scope', element(permanent === undefined ? 'Dynamic' : 'Permanent')),
      element('DFTitle', title),
      element('DFType', typed()),
    ),
    ...children.map((child) => nodeOf(child, `${uri}/${child.name}`)),
  );
}
