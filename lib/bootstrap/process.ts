import { MessageError, quote, readMessage } from '../syncml/index.js';
import { MAX_MOS_A_LAYER } from '../tree/bounds.js';
import type { Mo, Origin } from '../tree/model.js';
import { decodeWbxml, SYNCML_1_2, type WbxmlDocument, WbxmlError } from '../wbxml/index.js';
import { readDmAcc } from './dmacc.js';
import { Executor } from './execute.js';
import { type Found, findObjects, from } from './find.js';
import { toMos } from './mos.js';
import { Lines, type Report, shown } from './report.js';
import { Scratch } from './scratch.js';

/** What a bootstrap message comes to. */
export interface Bootstrap {
  /** The ServerIDs of its accounts. */
  readonly servers: readonly string[];
  /** SyncHdr/Source/LocURI: the address of the server that made it. */
  readonly source: string;
  readonly mos: readonly Mo[];
  readonly report: Report;
}

const VERSIONS: ReadonlySet<string> = new Set(['DM/1.1', 'DM/1.2', 'DM/1.3']);

/** `<` after any white space, or one of the byte order marks of XML text. */
const XML = /^(?:\s*<|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/;
const XML_PREFIX = 64;

/**
 * What the bootstrap message that `bytes` begin with installs, by the DM profile (5.5). Of the message alone: nothing is read or written.
 * A command that fails, outside an Atomic, has no effect and stands in the report with its code; the others hold.
 *
 * Throws `MessageError`: `malformed` where the message cannot be decoded or is larger than a bound allows; `rejected` where it is not WBXML 1.1 to 1.3,
 * lacks a part of SyncHdr, is no message of DM 1.1 to 1.3 or is to be continued, holds no valid DMAcc, or its Source/LocURI is no address of one (5.5.4).
 */
export function processBootstrap(bytes: Uint8Array, origin: Origin): Bootstrap {
  const document = decode(bytes);
  const { header, commands } = readMessage(document.root);
  const { verProto, source } = header;
  if (!VERSIONS.has(verProto)) {
    throw rejected(`SyncHdr/VerProto ${quote(verProto)} is none of ${[...VERSIONS].join(', ')}`);
  }

  const ignored = new Lines();
  const warnings = new Lines();
  const scratch = new Scratch();
  const executor = new Executor(scratch, origin, warnings);
  executor.run(commands);

  const objects = findObjects(scratch, (line) => ignored.add(line));
  const { servers, valid } = checkAccounts(objects, { source, ignored, warnings });
  if (valid.length > MAX_MOS_A_LAYER) {
    throw new MessageError('malformed', `expected at most ${MAX_MOS_A_LAYER} objects, found more`);
  }
  const { mos, placements } = toMos(valid, { origin, ignored, warnings });
  const report: Report = {
    version: document.version,
    verProto,
    source: shown(source),
    commands: executor.entries,
    placements,
    ignored: ignored.list(),
    warnings: warnings.list(),
  };
  return { servers, source, mos, report };
}

function decode(bytes: Uint8Array): WbxmlDocument {
  if (XML.test(Buffer.from(bytes.subarray(0, XML_PREFIX)).toString('latin1'))) {
    throw rejected('the message is XML text, not WBXML 1.1, 1.2 or 1.3');
  }
  let document: WbxmlDocument;
  try {
    document = decodeWbxml(bytes, { space: SYNCML_1_2 });
  } catch (error) {
    if (!(error instanceof WbxmlError)) throw error;
    throw new MessageError('malformed', error.message, error.offset);
  }
  if (document.version === '1.0') {
    throw rejected('the message is WBXML 1.0, not 1.1, 1.2 or 1.3');
  }
  return document;
}

/** Leaves out what only looks like an account, and holds the rest against 5.5.4. */
function checkAccounts(
  objects: readonly Found[],
  { source, ignored, warnings }: { source: string; ignored: Lines; warnings: Lines },
): { servers: string[]; valid: Found[] } {
  const servers: string[] = [];
  const addresses = new Set<string>();
  const problems: string[] = [];
  const valid = objects.filter((object) => {
    if (object.kind !== 'dmacc') return true;
    const account = readDmAcc(object.node);
    if ('problem' in account) {
      problems.push(`${from(object)}: ${account.problem}`);
      return false;
    }
    servers.push(account.serverId);
    for (const address of account.addresses) addresses.add(address);
    for (const line of account.warnings) warnings.add(`${from(object)}: ${line}`);
    return true;
  });
  if (servers.length === 0) {
    throw rejected(['no valid DMAcc in this message', ...problems.slice(0, 3)].join('; '));
  }
  if (!addresses.has(source)) {
    throw rejected(
      `SyncHdr/Source/LocURI ${quote(source)} is no AppAddr/<X>/Addr of a DMAcc in this message`,
    );
  }
  for (const line of problems) ignored.add(`${line}, so it is no account`);
  return { servers, valid };
}

const rejected = (problem: string): MessageError =>
  new MessageError('rejected', `5.5.4: ${problem}`);
