import { MessageError, readMessage } from '../syncml/index.js';
import { MAX_MOS_A_LAYER } from '../tree/bounds.js';
import type { Mo, Origin } from '../tree/model.js';
import { decodeWbxml, SYNCML_1_2, type WbxmlDocument, WbxmlError } from '../wbxml/index.js';
import { readDmAcc } from './dmacc.js';
import { Executor } from './execute.js';
import { type Found, findObjects, from } from './find.js';
import { toMos } from './mos.js';
import { Lines, lengthOf, type Report, shown } from './report.js';
import { Scratch } from './scratch.js';
import type { Secrets } from './secrets.js';

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
const VERSION = /^[A-Z]{1,8}\/\d{1,2}\.\d{1,2}$/i;

/** An address that may be shown: without a user and a password, and without a query, which may hold the like. */
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+(?:\/[^?#@\s]*)?$/i;
const PRINTABLE_ASCII = /^[!-~]*$/;

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
    const found = VERSION.test(verProto) ? verProto : lengthOf(verProto);
    throw rejected(`SyncHdr/VerProto ${found} is none of ${[...VERSIONS].join(', ')}`);
  }

  const ignored = new Lines();
  const warnings = new Lines();
  const scratch = new Scratch();
  const executor = new Executor(scratch, origin, warnings);
  executor.run(commands);

  const objects = findObjects(scratch, (line) => ignored.add(line));
  const { secrets } = executor;
  const { servers, valid } = checkAccounts(objects, { source, secrets, ignored, warnings });
  if (valid.length > MAX_MOS_A_LAYER) {
    throw new MessageError('malformed', `expected at most ${MAX_MOS_A_LAYER} objects, found more`);
  }
  const apart = new Set(objects.map(({ node }) => node));
  const { mos, placements } = toMos(valid, { origin, apart, ignored, warnings });
  const report: Report = {
    version: document.version,
    verProto,
    source: shownAddress(source, secrets) ?? lengthOf(source),
    commands: executor.entries.map((entry) => ({
      ...entry,
      target: entry.target && secrets.hide(entry.target),
    })),
    placements: placements.map(({ from, uri, identity, kind }) => ({
      from: secrets.hide(from),
      uri: secrets.hide(uri),
      identity: secrets.hide(identity),
      kind,
    })),
    ignored: ignored.list().map((line) => secrets.hide(line)),
    warnings: warnings.list().map((line) => secrets.hide(line)),
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
  {
    source,
    secrets,
    ignored,
    warnings,
  }: { source: string; secrets: Secrets; ignored: Lines; warnings: Lines },
): { servers: string[]; valid: Found[] } {
  const servers: string[] = [];
  const addresses = new Set<string>();
  const problems: string[] = [];
  const valid = objects.filter((object) => {
    if (object.kind !== 'dmacc') return true;
    const account = readDmAcc(object.node);
    if ('problem' in account) {
      problems.push(account.problem);
      ignored.add(`${from(object)}: ${account.problem}, so it is no account`);
      return false;
    }
    servers.push(account.serverId);
    for (const address of account.addresses) addresses.add(address);
    for (const line of account.warnings) warnings.add(`${from(object)}: ${line}`);
    return true;
  });
  if (servers.length === 0) {
    const why = problems.slice(0, 3).map((problem, at) => `; DMAcc ${at + 1}: ${problem}`);
    throw rejected(`no valid DMAcc in this message${why.join('')}`);
  }
  if (!addresses.has(source)) {
    const address = shownAddress(source, secrets);
    const found = address === null ? lengthOf(source) : `"${address}"`;
    throw rejected(
      `SyncHdr/Source/LocURI ${found} is no AppAddr/<X>/Addr of a DMAcc in this message`,
    );
  }
  return { servers, valid };
}

const shownAddress = (text: string, secrets: Secrets): string | null =>
  ADDRESS.test(text) && PRINTABLE_ASCII.test(text) ? shown(secrets.hide(text)) : null;

const rejected = (problem: string): MessageError =>
  new MessageError('rejected', `5.5.4: ${problem}`);
