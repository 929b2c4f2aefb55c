import { describeStatus } from '../apdu/index.js';
import { allBytes } from '../bytes.js';
import {
  type ApplicationTemplate,
  classifyPath,
  type DataObject,
  isBootstrapObject,
  isPkcs15Template,
  type OdfEntry,
  Pkcs15Error,
  type Pkcs15Path,
  parseDodf,
  parseEfDir,
  parseEfDirRecord,
  parseOdf,
} from '../pkcs15/index.js';
import type { EndOf } from '../retrieval/index.js';
import { type Access, accessOf } from './access.js';
import type { Content, Probe, Selected } from './probe.js';

/** A file that was looked at. */
export interface FileFacts {
  /** For people: `5031`, `7FFF6420`. */
  readonly path: string;
  readonly selected: Selected;
  /** Null where it was not selected. */
  readonly access: Access | null;
  readonly content: Content | null;
  readonly inside: boolean;
}

export interface DodfFacts {
  readonly file: FileFacts | null;
  readonly objects: readonly DataObject[];
  readonly problem: string | null;
}

/** What stands in EF DM_Bootstrap. */
export type Message =
  | { readonly kind: 'message'; readonly length: number }
  | { readonly kind: 'empty' | 'guarded' | 'unread' }
  | { readonly kind: 'malformed'; readonly problem: string };

/** All that an item is judged by. What could not be looked at, for what leads there is missing, is null or empty. */
export interface Facts {
  readonly mode: '2g' | '3g';
  readonly dir: Selected;
  readonly templates: readonly ApplicationTemplate[];
  readonly dirProblem: string | null;
  readonly template: ApplicationTemplate | null;
  /** 3G: the status word with which no channel was opened; null where one was. */
  readonly channel: number | null;
  readonly application: Selected | null;
  readonly odf: FileFacts | null;
  readonly odfEntries: readonly OdfEntry[];
  readonly odfProblem: string | null;
  readonly dodfs: readonly DodfFacts[];
  /** The DODF that has the first bootstrap entry. */
  readonly dodf: DodfFacts | null;
  readonly entries: readonly DataObject[];
  readonly entry: DataObject | null;
  readonly file: FileFacts | null;
  readonly message: Message | null;
}

const EF_DIR = 0x2f00;
const ODF_FID = 0x5031;
/** DODFs that are looked at. */
const MAX_DODFS = 32;
const MAX_FILE = 0x7fff;
const MAX_RECORD = 255;

/** Looks at everything on the way to the message. Rejects with `ReaderError`, `ApduError` and `CardError`. */
export async function gather(probe: Probe, endOf: EndOf): Promise<Facts> {
  const dir = await probe.select([EF_DIR]);
  const { templates, problem: dirProblem } = await templatesOf(probe, dir);
  const template = templates.find(isPkcs15Template) ?? null;
  const home = homeOf(template);
  const channel = probe.mode === '3g' ? await probe.openChannel() : null;
  const enter = async (): Promise<Selected | null> => {
    if (probe.mode === '2g') return home === null ? null : await probe.select(home);
    return template?.aid ? await probe.selectName(template.aid) : null;
  };
  const application = await enter();
  const base = {
    ...{ mode: probe.mode, dir, templates, dirProblem, template, channel, application },
    ...{ odf: null, odfEntries: [], odfProblem: null, dodfs: [], dodf: null },
    ...{ entries: [], entry: null, file: null, message: null },
  };
  if (application?.kind !== 'selected') return base;
  const look = new Look(probe, home, enter);
  const odf = await look.at(template?.odfPath ?? null, ODF_FID);
  const { value: odfEntries, problem: odfProblem } = parsedBy(parseOdf, odf);
  const dodfs: DodfFacts[] = [];
  for (const { location } of odfEntries
    .filter((one) => one.kind === 'dataObjects')
    .slice(0, MAX_DODFS)) {
    if (location.kind !== 'path') continue;
    const file = await look.at(location.path);
    const { value: objects, problem } = parsedBy(parseDodf, file);
    dodfs.push({ file, objects, problem });
  }
  const isSought = (objects: readonly DataObject[]) => objects.filter(isBootstrapObject);
  const dodf = dodfs.find(({ objects }) => isSought(objects).length > 0) ?? null;
  const entries = dodfs.flatMap(({ objects }) => isSought(objects));
  const entry = entries[0] ?? null;
  const location = entry?.location.kind === 'path' ? entry.location.path : null;
  const file = location === null ? null : await look.at(location);
  const message = file === null ? null : messageIn(file, location, endOf);
  return { ...base, odf, odfEntries, odfProblem, dodfs, dodf, entries, entry, file, message };
}

/** The DF that tag 51 names, from the MF. */
function homeOf(template: ApplicationTemplate | null): readonly number[] | null {
  try {
    return template?.path ? classifyPath(template.path).fids : null;
  } catch (error) {
    if (error instanceof Pkcs15Error) return null;
    throw error;
  }
}

/** Looks at files of the application. */
class Look {
  readonly #probe: Probe;
  readonly #home: readonly number[] | null;
  readonly #enter: () => Promise<unknown>;

  constructor(probe: Probe, home: readonly number[] | null, enter: () => Promise<unknown>) {
    this.#probe = probe;
    this.#home = home;
    this.#enter = enter;
  }

  /** The file that a path leads to, or the one with the default identifier. */
  async at(path: Pkcs15Path | null, usual = ODF_FID): Promise<FileFacts> {
    const { base, fids } = path === null ? { base: 'df', fids: [usual] } : classified(path);
    const home = this.#home;
    const inside =
      base !== 'mf' ||
      (home !== null && fids.length > home.length && home.every((f, at) => f === fids[at]));
    const rest = base === 'mf' && inside ? fids.slice(home!.length) : fids;
    const directory = async (): Promise<unknown> => {
      if (!inside) return await this.#probe.select(fids.slice(0, -1));
      await this.#enter();
      return rest.length > 1 ? await this.#probe.selectBelow(rest.slice(0, -1)) : null;
    };
    const select = async (): Promise<Selected> => {
      await directory();
      return await this.#probe.selectBelow(rest.slice(-1));
    };
    const selected = await select();
    const shown = fids.map((fid) => fid.toString(16).toUpperCase().padStart(4, '0')).join('');
    const facts = { path: shown, selected, inside };
    if (selected.kind === 'failed') return { ...facts, access: null, content: null };
    const access = await accessOf(this.#probe, selected, directory);
    await select();
    const isBinary = (selected.info.structure ?? 'transparent') === 'transparent';
    const { offset, length } = { offset: path?.index ?? 0, length: path?.length };
    const size = Math.max(0, (selected.info.size ?? MAX_FILE) - offset);
    const content = isBinary
      ? await this.#probe.read(offset, Math.min(length ?? size, size))
      : null;
    return { ...facts, access, content };
  }
}

function classified(path: Pkcs15Path): { base: string; fids: readonly number[] } {
  try {
    return classifyPath(path.octets, path.offset);
  } catch (error) {
    if (error instanceof Pkcs15Error) return { base: 'df', fids: [] };
    throw error;
  }
}

async function templatesOf(
  probe: Probe,
  dir: Selected,
): Promise<{ templates: ApplicationTemplate[]; problem: string | null }> {
  if (dir.kind === 'failed') return { templates: [], problem: null };
  const { structure, size, recordLength, recordCount } = dir.info;
  const templates: ApplicationTemplate[] = [];
  let problem: string | null = null;
  const note = (parse: () => readonly (ApplicationTemplate | null)[]): void => {
    try {
      templates.push(...parse().filter((one) => one !== null));
    } catch (error) {
      if (!(error instanceof Pkcs15Error)) throw error;
      problem ??= error.message;
    }
  };
  if (structure === 'transparent') {
    const content = await probe.read(0, size ?? MAX_FILE);
    if (content.kind === 'bytes') note(() => parseEfDir(content.bytes));
    if (content.kind === 'failed') problem = `READ BINARY of EF DIR: ${describeStatus(content.sw)}`;
  } else {
    const { records, sw } = await probe.records(recordCount, recordLength ?? MAX_RECORD);
    for (const record of records) note(() => [parseEfDirRecord(record)]);
    if (records.length === 0 && sw !== null) {
      problem = `READ RECORD 1 of EF DIR: ${describeStatus(sw)}`;
    }
  }
  return { templates, problem };
}

function parsedBy<T>(
  parse: (bytes: Uint8Array) => T[],
  { content }: FileFacts,
): { value: readonly T[]; problem: string | null } {
  if (content?.kind !== 'bytes') return { value: [], problem: null };
  try {
    return { value: parse(content.bytes), problem: null };
  } catch (error) {
    if (!(error instanceof Pkcs15Error)) throw error;
    return { value: [], problem: error.message };
  }
}

function messageIn({ content }: FileFacts, path: Pkcs15Path | null, endOf: EndOf): Message {
  if (content === null || content.kind === 'failed') return { kind: 'unread' };
  if (content.kind === 'refused') return { kind: 'guarded' };
  const { bytes } = content;
  if (allBytes(bytes, 0xff)) return { kind: 'empty' };
  const end = endOf(bytes, true);
  if (end.kind === 'end' && end.length <= bytes.length) {
    return { kind: 'message', length: end.length };
  }
  const offset = (path?.index ?? 0) + (end.kind === 'malformed' ? end.offset : bytes.length);
  const problem = end.kind === 'malformed' ? end.problem : 'it ends before the message does';
  return { kind: 'malformed', problem: `byte ${offset}: ${problem}` };
}
