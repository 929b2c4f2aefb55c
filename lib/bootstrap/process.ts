import { MessageError } from '../syncml/index.js';
import { MAX_MOS_A_LAYER } from '../tree/bounds.js';
import type { Mo, Origin } from '../tree/model.js';
import { checkSource, sound } from './accounts.js';
import { shownAddress } from './address.js';
import { choose } from './choose.js';
import { serverIdOf } from './dmacc/index.js';
import { Executor } from './execute.js';
import { findObjects } from './find.js';
import { toMos } from './mos.js';
import { readBootstrap } from './read.js';
import { Lines, lengthOf, type Notes, type Report } from './report.js';
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

export interface BootstrapOptions {
  /** Take WBXML 1.0 and XML text too, and a Source/LocURI that differs from an address in case, port or a `/` at the end only. */
  readonly lenient: boolean;
}

/**
 * What the bootstrap message that `bytes` begin with installs, by the DM profile (5.5). Of the message alone: nothing is read or written.
 * A command that fails, outside an Atomic, has no effect and stands in the report with its code; the others hold.
 *
 * Throws `MessageError`: `malformed` where the message cannot be decoded or is larger than a bound allows; `rejected` where it is not WBXML 1.1 to 1.3,
 * lacks a part of SyncHdr, is no message of DM 1.1 to 1.3 or is to be continued, holds no valid DMAcc, or its Source/LocURI is no address of one (5.5.4).
 */
export function processBootstrap(
  bytes: Uint8Array,
  origin: Origin,
  { lenient }: BootstrapOptions = { lenient: false },
): Bootstrap {
  const { message, version } = readBootstrap(bytes, lenient);
  const { verProto, source } = message.header;
  const notes: Notes = { ignored: new Lines(), warnings: new Lines() };
  const scratch = new Scratch();
  const executor = new Executor(scratch, origin, notes);
  executor.run(message.commands);

  const found = findObjects(scratch, (line) => notes.ignored.add(line));
  const { secrets, entries } = executor;
  const { objects, addresses } = sound(found, entries, notes);
  checkSource(source, addresses, { lenient, secrets, notes });
  const choice = choose(objects, origin, notes);
  if (choice.used.length > MAX_MOS_A_LAYER) {
    throw new MessageError('malformed', `expected at most ${MAX_MOS_A_LAYER} objects, found more`);
  }
  const apart = new Set(found.map(({ node }) => node));
  const { mos, placements } = toMos(choice, { origin, apart, notes });

  const hide = (line: string): string => secrets.hide(line);
  const report: Report = {
    profile: 'dm',
    version,
    verProto,
    source: shownAddress(source, secrets) ?? lengthOf(source),
    commands: entries.map((entry) => ({ ...entry, target: entry.target && hide(entry.target) })),
    placements: placements.map(({ from, uri, identity, kind }) => ({
      from: hide(from),
      uri: hide(uri),
      identity: hide(identity),
      kind,
    })),
    ignored: notes.ignored.list().map(hide),
    warnings: notes.warnings.list().map(hide),
  };
  const servers = choice.used.flatMap(({ kind, node }) =>
    kind === 'dmacc' ? [serverIdOf(node)!] : [],
  );
  return { servers, source, mos, report };
}
