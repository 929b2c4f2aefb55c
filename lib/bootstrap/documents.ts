import { MessageError } from '../syncml/index.js';
import { MAX_MOS_A_LAYER, MAX_NODES_A_LAYER } from '../tree/bounds.js';
import type { LayerDocument, LayerInput, Mo, Origin } from '../tree/model.js';
import { type BootstrapOptions, processBootstrap } from './process.js';
import { type ProvisioningReport, processProvisioning } from './provisioning.js';
import type { Report } from './report.js';

/** A document of an origin that is to be processed. */
export type SourceDocument = Omit<LayerDocument, 'report'>;

/** The report on a Client Provisioning document that brings nothing. */
export interface UnreadReport {
  readonly profile: 'cp';
  /** Why it could not be taken. */
  readonly problem: string;
}

/**
 * What the documents of one origin install together: the DM message, of which there is at most one, and Client Provisioning documents in the order of their
 * precedence (5.4, 5.5). Of an object that several bring the DM message's stands, else the first document's, and the reports of the others say so.
 * A Client Provisioning document that cannot be taken brings nothing, and its report says why.
 *
 * Throws `MessageError` where the DM message cannot be taken (see `processBootstrap`), or none of the documents can: then it is the first one's.
 */
export function processDocuments(
  documents: readonly SourceDocument[],
  origin: Origin,
  options: BootstrapOptions,
): LayerInput {
  const layer = new Layer();
  const errors: MessageError[] = [];

  const process = ({ kind, bytes }: SourceDocument): Report | ProvisioningReport | UnreadReport => {
    if (kind === 'dm') {
      const { mos, report } = processBootstrap(bytes, origin, options);
      layer.add(mos, 'the DM message');
      return report;
    }
    try {
      const { mos, report } = processProvisioning(bytes, origin);
      return withoutCovered(report, layer.add(mos, 'an earlier document'));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      errors.push(error);
      return { profile: 'cp', problem: error.message };
    }
  };
  const processed = [
    ...documents.filter(({ kind }) => kind === 'dm'),
    ...documents.filter(({ kind }) => kind === 'cp'),
  ].map((document) => ({ ...document, report: process(document) }));

  if (errors[0] !== undefined && errors.length === documents.length) throw errors[0];
  return { origin, documents: processed, mos: layer.mos };
}

class Layer {
  /** By identity, with who brought it first. */
  readonly #objects = new Map<string, { readonly mo: Mo; readonly owner: string }>();

  get mos(): Mo[] {
    return [...this.#objects.values()].map(({ mo }) => mo);
  }

  /**
   * Adds the objects that are not there yet, all of them or none. Returns for each who brought it before, or null.
   * Throws `MessageError` where there would be more than a layer may hold.
   */
  add(mos: readonly Mo[], owner: string): (string | null)[] {
    const owners = mos.map(({ identity }) => this.#objects.get(identity)?.owner ?? null);
    const fresh = mos.filter((_, at) => owners[at] === null);
    const all = [...this.mos, ...fresh];
    const nodes = all.reduce((count, mo) => count + mo.nodes.length, 0);
    if (all.length > MAX_MOS_A_LAYER || nodes > MAX_NODES_A_LAYER) {
      throw new MessageError(
        'malformed',
        `expected at most ${MAX_MOS_A_LAYER} objects of ${MAX_NODES_A_LAYER} nodes in all documents together, found more`,
      );
    }
    for (const mo of fresh) this.#objects.set(mo.identity, { mo, owner });
    return owners;
  }
}

/** The report of a document of which others brought some of the objects, by `owners`, before. */
function withoutCovered(
  report: ProvisioningReport,
  owners: readonly (string | null)[],
): ProvisioningReport {
  const covered = report.placements.flatMap(({ from }, at) =>
    owners[at] ? `${from}: ${owners[at]} brings the same object` : [],
  );
  return {
    ...report,
    placements: report.placements.filter((_, at) => owners[at] === null),
    ignored: [...report.ignored, ...covered],
  };
}
