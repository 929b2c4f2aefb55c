import { toHex } from '../bytes.js';
import type { ApplicationTemplate, Pkcs15Path } from '../pkcs15/index.js';
import { classifyPath, Pkcs15Error } from '../pkcs15/index.js';
import type { Role } from './model.js';
import { APPLICATION_FILES, DIRECTORIES, MF_FILES, MF_SHORT, USIM_SHORT } from './tables/files.js';
import { applicationName, hex } from './words.js';

/** Names that are learned from a card, and files that short identifiers are known of. */
const MAX_LEARNED = 1024;

/** The longest AID, and the longest path of eight identifiers, in bytes (ISO/IEC 7816-4, 8.2.1.2). */
export const MAX_NAME_LENGTH = 16;

/** A directory or an application. */
export interface Directory {
  readonly kind: 'directory';
  readonly key: string;
  readonly name: string;
  readonly of: 'mf' | 'usim' | 'other';
}

/** An elementary file. */
export interface FileRef {
  readonly kind: 'file';
  readonly key: string;
  readonly name: string;
  readonly role: Role;
}

export type Place = Directory | FileRef;

export const MF: Directory = { kind: 'directory', key: '3F00', name: 'MF', of: 'mf' };

const FIXED_ROLES: ReadonlyMap<string, Role> = new Map([
  ['EF ICCID', 'iccid'],
  ['EF DIR', 'ef-dir'],
  ['EF ARR', 'arr'],
  ['EF ODF', 'odf'],
]);

interface Learned {
  readonly role: Role;
  readonly name: string;
  readonly label: string | null;
}

/** Whether an identifier is that of a directory, as its first byte says by convention (TS 51.011, 6.2). */
const isDirectory = (fid: number): boolean => [0x3f, 0x7f, 0x5f].includes(fid >> 8);
/** Directories and files that stand directly under the MF, wherever they are selected from. */
const isAtTop = (fid: number): boolean => [0x2f, 0x7f].includes(fid >> 8) && fid !== 0x7fff;

/** Names and places of files, from tables and from what the card itself says. A name may be wrong in a strange trace: nothing but names hangs on it. */
export class Places {
  /** By the last identifier of a path. */
  readonly #files = new Map<number, Learned>();
  readonly #directories = new Map<number, string>();
  readonly #applications = new Map<string, string>();
  readonly #short = new Map<string, FileRef>();

  learnTemplate({ aid, label, path, odfPath }: ApplicationTemplate): void {
    const name = label ?? (aid && applicationName(aid)) ?? 'application';
    if (aid !== null) this.#keep(this.#applications, toHex(aid), name);
    const fid = path === null ? undefined : lastOf(path);
    if (fid !== undefined) this.#keep(this.#directories, fid, `DF ${hex(fid, 4)} of ${name}`);
    if (odfPath !== null) this.learnPath(odfPath, 'odf', 'EF ODF', null);
  }

  learnPath({ octets }: Pkcs15Path, role: Role, name: string, label: string | null): void {
    const fid = lastOf(octets);
    // What stands first in an ODF or DODF has priority, but a bootstrap message is one in any case.
    if (fid === undefined || (this.#files.has(fid) && role !== 'message')) return;
    this.#keep(this.#files, fid, { role, name, label });
  }

  /** The card said, of a file that it selected, what its short identifier is. */
  learnShort(directory: Directory, sfi: number, file: FileRef): void {
    this.#keep(this.#short, `${directory.key} ${sfi}`, file);
  }

  labelOf(file: FileRef): string | null {
    return this.#files.get(Number.parseInt(file.key.slice(-4), 16))?.label ?? null;
  }

  application(aid: Uint8Array): Directory {
    const digits = toHex(aid.subarray(0, MAX_NAME_LENGTH));
    const known = applicationName(aid);
    const label = this.#applications.get(digits) ?? known;
    const name = label === null ? `application ${digits}` : `application ${label} ${digits}`;
    return { kind: 'directory', key: digits, name, of: known === 'USIM' ? 'usim' : 'other' };
  }

  /** The place that an identifier names from a directory. */
  byIdentifier(fid: number, from: Directory): Place {
    if (fid === 0x3f00) return MF;
    const digits = hex(fid, 4);
    const above = isAtTop(fid) ? MF : from;
    const key = `${above.key}/${digits}`;
    const learned = this.#directories.get(fid);
    if (learned !== undefined || (isDirectory(fid) && !this.#files.has(fid))) {
      if (fid === 0x7fff) return { ...from, name: 'ADF in use' };
      const name = learned ?? `${DIRECTORIES.get(fid) ?? 'DF'} ${digits}`;
      return { kind: 'directory', key, name, of: 'other' };
    }
    return this.#file(fid, key, above);
  }

  /** The place that a path of identifiers leads to. */
  byPath(fids: readonly number[], from: Directory): Place {
    let place: Place = from;
    for (const fid of fids) {
      place = this.byIdentifier(fid, place.kind === 'directory' ? place : from);
    }
    return place;
  }

  /** The file that a short identifier names in a directory. */
  byShort(sfi: number, directory: Directory): FileRef {
    const told = this.#short.get(`${directory.key} ${sfi}`);
    if (told !== undefined) return told;
    const fid = this.#shortInTables(sfi, directory);
    if (fid !== undefined) return this.#file(fid, `${directory.key}/${hex(fid, 4)}`, directory);
    const name = `EF with short identifier ${hex(sfi, 2)}`;
    return { kind: 'file', key: `${directory.key}/SFI ${hex(sfi, 2)}`, name, role: 'other' };
  }

  #shortInTables(sfi: number, { of }: Directory): number | undefined {
    if (of === 'mf') return MF_SHORT.get(sfi);
    if (of === 'usim') return USIM_SHORT.get(sfi);
    // The low five bits of an identifier, unless the card says otherwise (TS 102 221, 11.1.1.4.8).
    return [...this.#files.keys(), 0x5031].find((fid) => (fid & 0x1f) === sfi);
  }

  #file(fid: number, key: string, { of }: Directory): FileRef {
    const digits = hex(fid, 4);
    const learned = of === 'mf' && MF_FILES.has(fid) ? undefined : this.#files.get(fid);
    const fixed = (of === 'mf' ? MF_FILES : APPLICATION_FILES).get(fid);
    const name = learned?.name ?? fixed;
    return {
      kind: 'file',
      key,
      name: name === undefined ? `EF ${digits}` : `${name} ${digits}`,
      role: learned?.role ?? FIXED_ROLES.get(fixed ?? '') ?? 'other',
    };
  }

  #keep<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (map.size < MAX_LEARNED) map.set(key, value);
  }
}

function lastOf(octets: Uint8Array): number | undefined {
  try {
    return classifyPath(octets).fids.at(-1);
  } catch (error) {
    if (error instanceof Pkcs15Error) return undefined;
    throw error;
  }
}
