import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainOf } from '../../lib/discovery/index.js';
import { type DomainSource, SOURCES } from './place.js';

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
