import {
  type Characteristic,
  type Mapping,
  mapDocument,
  type Notes,
  type ProvDocument,
  ProvisioningError,
  readProvisioning,
} from '../provisioning/index.js';
import { MessageError } from '../syncml/index.js';
import type { Mo, Origin } from '../tree/model.js';
import { type Element, PROV } from '../wbxml/index.js';
import { decodeDocument } from './decode.js';
import { Lines, type Placement } from './report.js';
import { Secrets } from './secrets.js';

/** What a Client Provisioning document comes to. */
export interface Provisioning {
  /** The ServerIDs of its accounts. */
  readonly servers: readonly string[];
  readonly mos: readonly Mo[];
  readonly report: ProvisioningReport;
}

/** What was made of a Client Provisioning document, and why: plain JSON, for people, without any value of it, but for ids, and without any secret. */
export interface ProvisioningReport {
  readonly profile: 'cp';
  /** The version of its WBXML, or `XML`. */
  readonly version: string;
  /** In the order of the objects. */
  readonly placements: readonly Placement[];
  /** What has no place in the tree, by name. */
  readonly unmapped: readonly string[];
  /** What no object was made of. */
  readonly ignored: readonly string[];
  /** What was not as it should be, and what was made of it. */
  readonly warnings: readonly string[];
}

/**
 * What the Client Provisioning document that `bytes` begin with installs (5.4); WBXML of any version, or XML text. Of the document alone: nothing is
 * read or written. References lead to objects of the document. It need hold no account, and nothing that has a place in the tree.
 *
 * Throws `MessageError` `malformed` where it cannot be decoded, is no such document, or is larger than a bound allows.
 */
export function processProvisioning(bytes: Uint8Array, origin: Origin): Provisioning {
  const { root, version } = decodeDocument(bytes, PROV);
  const notes = { unmapped: new Lines(), ignored: new Lines(), warnings: new Lines() };
  const { document, servers, mos } = map(root, origin, notes);

  const secrets = new Secrets();
  for (const characteristic of document.characteristics) addSecrets(characteristic, secrets);
  const hidden = (lines: Lines): string[] => [
    ...new Set(lines.list().map((line) => secrets.hide(line))),
  ];
  const report: ProvisioningReport = {
    profile: 'cp',
    version,
    placements: mos.map(({ kind, from, mo }) => ({
      from: secrets.hide(from),
      uri: `${mo.parent}/${mo.name}`,
      identity: secrets.hide(mo.identity),
      kind,
    })),
    unmapped: hidden(notes.unmapped),
    ignored: hidden(notes.ignored),
    warnings: hidden(notes.warnings),
  };
  return { servers, mos: mos.map(({ mo }) => mo), report };
}

function map(
  root: Element,
  origin: Origin,
  notes: Notes,
): Mapping & { readonly document: ProvDocument } {
  try {
    const document = readProvisioning(root);
    return { document, ...mapDocument(document, origin, notes) };
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    throw new MessageError('malformed', error.message, error.offset);
  }
}

function addSecrets({ parms, characteristics }: Characteristic, secrets: Secrets): void {
  for (const { name, value } of parms) secrets.add(name, value);
  for (const inner of characteristics) addSecrets(inner, secrets);
}
