import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainOf } from '../../lib/discovery/index.js';

/** The options of DHCP that name a domain, in the order in which they count (Appendix E, 1 and 2). */
export const SOURCES = ['fqdn', 'access'] as const;
export type DomainSource = (typeof SOURCES)[number];

/**
 * Where DHCP's scripts leave the domains, a file a source: it stands whether the daemon runs or not, only root writes there, and
 * what a network said is forgotten with the next start of the machine.
 */
export const GIVEN = '/run/dmbootd-discovery';

/** Keeps the domain of a source, or forgets it where none is given; what the system says is thrown. */
export function give(folder: string, source: DomainSource, domain: string | null): void {
  const file = join(folder, source);
  if (domain === null) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const draft = `${file}.new`;
  writeFileSync(draft, `${domain}\n`, { mode: 0o644 });
  renameSync(draft, file);
}

/** The domains that were given, in the order in which they count. */
export const given = (folder: string): readonly string[] =>
  SOURCES.map((source) => read(join(folder, source))).filter((domain) => domain !== null);

function read(file: string): string | null {
  try {
    return domainOf(readFileSync(file, 'utf8').trim());
  } catch {
    return null;
  }
}
