import { type NewTndsNode, writeTnds } from '../syncml/index.js';
import {
  DM_DDF_1_2,
  type Element,
  encodeWbxml,
  PROV,
  SYNCML_1_2,
  toInlineXml,
} from '../wbxml/index.js';
import type { Description } from './description.js';
import type { WbxmlForm } from './encode.js';
import { INBOX, objectsOf } from './objects.js';
import { provisioningDocument } from './provisioning.js';

/** How the objects stand in a DM message: as a WBXML document of their own, or as XML text. */
export type TndsForm = 'wbxml' | 'xml';

/**
 * The bootstrap message of the DM profile that installs what a description says (5.5): one Add of one TNDS to `./Inbox`.
 * Throws `EncodeError` where it is larger than a document may be.
 */
export function writeBootstrap(
  description: Description,
  tnds: TndsForm,
  form: WbxmlForm,
): Uint8Array {
  const objects = objectsOf(description);
  const source = description.accounts[0]!.addresses[0]!.addr;
  return encodeWbxml(message(source, item(objects, tnds, form)), { ...form, space: SYNCML_1_2 });
}

/** The Client Provisioning document that installs what a description says (5.4). Throws `EncodeError` where it is larger than a document may be. */
export const writeProvisioning = (description: Description, form: WbxmlForm): Uint8Array =>
  encodeWbxml(provisioningDocument(description), { ...form, space: PROV });

const syncml = (name: string, ...children: Element['children']): Element => ({
  name,
  namespace: 'SYNCML:SYNCML1.2',
  attributes: [],
  children,
  offset: 0,
});

const metInf = (name: string, value: string): Element => ({
  ...syncml(name, value),
  namespace: 'syncml:metinf',
});

const locUri = (name: string, uri: string): Element => syncml(name, syncml('LocURI', uri));

/** The header names a server by its address (5.5.4), and no device: it may be read by any. */
function message(source: string, add: readonly Element[]): Element {
  return syncml(
    'SyncML',
    syncml(
      'SyncHdr',
      syncml('VerDTD', '1.2'),
      syncml('VerProto', 'DM/1.2'),
      syncml('SessionID', '1'),
      syncml('MsgID', '1'),
      locUri('Target', 'device'),
      locUri('Source', source),
    ),
    syncml('SyncBody', syncml('Add', syncml('CmdID', '1'), ...add), syncml('Final')),
  );
}

function item(objects: readonly NewTndsNode[], tnds: TndsForm, form: WbxmlForm): Element[] {
  const tree = writeTnds(objects, tnds);
  const [format, data] =
    tnds === 'wbxml'
      ? ['bin', encodeWbxml(tree, { ...form, space: DM_DDF_1_2 })]
      : ['xml', toInlineXml(tree)];
  return [
    syncml(
      'Meta',
      metInf('Format', format),
      metInf('Type', `application/vnd.syncml.dmtnds+${tnds}`),
    ),
    syncml('Item', locUri('Target', INBOX), syncml('Data', data)),
  ];
}
