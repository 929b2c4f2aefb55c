import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainOf } from '../../lib/discovery/index.js';
import { type DomainSource, SOURCES } from './place.js';

/** What DHCP gave. */
export interface Gift {
  readonly source: DomainSource;
  /** Null: there is none. */
  readonly domain: string | null;
  /** Where it came from. An interface that gives nothing takes away what it gave itself, and no other's; null: whose it is is not asked. */
  readonly from: string | null;
}

/** Keeps the domain of a source, or forgets it where none is given; what the system says is thrown. */
export function give(folder: string, { source, domain, from }: Gift): void {
  const file = join(folder, source);
  if (domain === null) {
    const giver = textOf(file)?.split('\n')[1] ?? '';
    if (from === null || giver === '' || giver === from) rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const draft = `${file}.new`;
  writeFileSync(draft, `${domain}\n${from === null ? '' : `${from}\n`}`, { mode: 0o644 });
  renameSync(draft, file);
}

/** The domains that were given, in the order in which they count. */
export const given = (folder: string, text = textOf): readonly string[] =>
  SOURCES.map((source) => text(join(folder, source)))
    .map((kept) => domainOf(kept?.split('\n')[0] ?? ''))
    .filter((domain) => domain !== null);

/** Null where it cannot be read. */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
