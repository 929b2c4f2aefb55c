import { join } from 'node:path';
import { serviceOf } from '../../../../lib/discovery/index.js';
import { SOURCE_OUTCOMES } from '../../../../lib/source/outcome.js';
import { printable } from '../../../../lib/text.js';
import { domainsOf } from '../../../discovery/domains.js';
import { isDiscovered } from '../../../discovery/origin.js';
import { Exit } from '../../../exit.js';
import type { SourceReport } from '../../../report.js';
import { lasting } from '../../lines.js';
import type { Case } from '../case.js';
import { type Finding, ok, skipped, warn } from '../finding.js';
import { wouldStart } from '../running.js';

/** Discovery, where it is configured: in which domains it looks, and, of a daemon that runs, what came of that. DNS is not asked. */
export async function checkDiscovery(of: Case): Promise<Finding[]> {
  const { machine, config } = of;
  const { enabled, domain } = config.discovery;
  if (!enabled) return [skipped('[discovery] is off')];
  const domains = domainsOf(domain, (file) => machine.text(file));
  const where =
    domains.length > 0
      ? ok(`bootstrap servers are looked for in ${domains.join(', ')}`)
      : warn(
          'no domain is known to look for bootstrap servers in',
          'name discovery.domain; or have DHCP tell it: docs/sources.md, "Discovery"',
        );
  return [where, ...(await ofDaemon(of))];
}

async function ofDaemon(of: Case): Promise<Finding[]> {
  if (wouldStart(of)) return [skipped('dmbootd.service does not run')];
  const sources = await sourcesOf(of);
  if (sources === null) return [skipped('no daemon tells what came of it: see sockets')];
  const found = sources.filter(({ origin }) => isDiscovered(origin)).map(ofDomain);
  return found.length > 0 ? found : [skipped('no domain has been looked in yet')];
}

async function sourcesOf({ machine, runtime }: Case): Promise<readonly SourceReport[] | null> {
  const socket = join(runtime, 'control.sock');
  try {
    const answer = await machine.ask<{ sources: SourceReport[] }>(socket, '/v1/sources');
    return answer?.sources ?? null;
  } catch (error) {
    if (error instanceof Exit) return null;
    throw error;
  }
}

function ofDomain({ origin, outcome, detail, next }: SourceReport): Finding {
  const domain = printable(origin.id.slice(serviceOf('').length));
  if (outcome === null) return skipped(`${domain}: not looked at yet`);
  const why = detail === null ? '' : `: ${printable(detail)}`;
  const then = next === null ? '' : `, looked at again after ${lasting(next)}`;
  const text = `${domain}: ${outcome}${why}${then}`;
  return SOURCE_OUTCOMES[outcome].success
    ? ok(text)
    : warn(text, 'mend what it says; then dmbootctl sources check');
}
