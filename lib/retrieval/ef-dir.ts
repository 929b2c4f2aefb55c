import { INS, MAX_LE, type Response } from '../apdu/index.js';
import {
  type Card,
  CardError,
  END_REACHED,
  type FileInfo,
  type FilePath,
  readSelected,
  unexpectedStatus,
  WHOLE,
} from '../card/index.js';
import { type ApplicationTemplate, parseEfDir, parseEfDirRecord } from '../pkcs15/index.js';
import { hasAllObjects } from './objects.js';
import { guarded, parsed, WalkEnd } from './walk-end.js';

/** EF DIR (TS 102 221, 13.1): linear fixed in practice, transparent where PKCS#15 has its way. */
const PATH: FilePath = { base: 'mf', fids: [0x2f00], name: 'EF DIR 2F00' };
const SFI = 0x1e;
/** Record numbers are 01 to FE. */
const MAX_RECORDS = 254;

const NO_SUCH_RECORD: readonly number[] = [0x6a83, 0x6a82, 0x9402, 0x9404];
const WRONG_STRUCTURE: readonly number[] = [0x6981, 0x9408];
const REFUSED: readonly number[] = [0x6982, 0x9804];

const TEMPLATE = 0x61;
const UNUSED: readonly number[] = [0xff, 0x00];

/**
 * The application templates of EF DIR, read one by one, and no further than asked for. Other files may be selected in between.
 * A record that cannot be parsed is passed over and remembered: the one sought may stand behind it.
 */
export class EfDir {
  /** Those that were read so far. */
  readonly seen: ApplicationTemplate[] = [];
  /** The first record that could not be parsed. */
  broken: WalkEnd | null = null;
  readonly #templates: AsyncGenerator<ApplicationTemplate>;

  constructor(card: Card) {
    this.#templates = this.#read(card);
  }

  /** The next one, or null at the end. */
  async next(): Promise<ApplicationTemplate | null> {
    const { value, done } = await this.#templates.next();
    if (done) return null;
    this.seen.push(value);
    return value;
  }

  async *#read(card: Card): AsyncGenerator<ApplicationTemplate> {
    const quick = await quickRecord(card);
    if (quick !== null) {
      yield* this.#records(card, quick.data, lengthAfter(quick), MAX_RECORDS, SFI);
      return;
    }
    const selected = await card.root.select(PATH, 'info');
    if (selected.kind !== 'selected') return;
    const { structure, recordLength, recordCount } = selected.info;
    if (structure !== 'transparent') {
      const first = await card.root.readRecord(1, recordLength ?? MAX_LE);
      if (first.ok) {
        const count = Math.min(recordCount ?? MAX_RECORDS, MAX_RECORDS);
        yield* this.#records(card, first.data, recordLength ?? lengthAfter(first), count);
        return;
      }
      if (!WRONG_STRUCTURE.includes(first.sw)) {
        if (isEnd(first)) return;
        throw unexpectedStatus(INS.readRecord, PATH.name, first.sw);
      }
    }
    yield* await transparentTemplates(card, selected.info);
  }

  async *#records(
    card: Card,
    first: Uint8Array,
    length: number,
    count: number,
    sfi?: number,
  ): AsyncGenerator<ApplicationTemplate> {
    let record = first;
    for (let number = 1; ; number++) {
      const template = this.#parse(record, number);
      if (template !== null) yield template;
      if (number >= count) return;
      const response = await readRecord(card, number + 1, length, sfi);
      if (!response.ok) {
        if (isEnd(response)) return;
        throw unexpectedStatus(INS.readRecord, PATH.name, response.sw);
      }
      if (response.data.length === 0) return;
      record = response.data;
    }
  }

  #parse(record: Uint8Array, number: number): ApplicationTemplate | null {
    try {
      return parsed(`${PATH.name}, record ${number}`, 0, () => parseEfDirRecord(record));
    } catch (error) {
      if (!(error instanceof WalkEnd)) throw error;
      this.broken ??= error;
      return null;
    }
  }
}

/** The first record by short identifier, with the length that the card names. Null where that does not work. */
async function quickRecord(card: Card): Promise<Response | null> {
  if (card.mode === '2g' || !card.atMf) return null;
  const response = await card.root.readRecord(1, MAX_LE, SFI);
  const start = response.data[0];
  if (!response.ok || start === undefined) return null;
  return start === TEMPLATE || UNUSED.includes(start) ? response : null;
}

/** What to ask for after the first record: with 6282 a card may cut each record where its content ends. */
function lengthAfter({ sw, data }: Response): number {
  return sw === END_REACHED ? MAX_LE : data.length;
}

/** A record of EF DIR, whatever was selected since the last one. */
async function readRecord(
  card: Card,
  number: number,
  length: number,
  sfi: number | undefined,
): Promise<Response> {
  if (sfi !== undefined && card.atMf) return await card.root.readRecord(number, length, sfi);
  const { kind } = await card.root.select(PATH, 'nothing');
  if (kind !== 'selected') throw new CardError('unequal', `${PATH.name} is there no longer`);
  return await card.root.readRecord(number, length);
}

function isEnd({ sw }: Response): boolean {
  if (REFUSED.includes(sw)) throw guarded('access');
  return NO_SUCH_RECORD.includes(sw);
}

async function transparentTemplates(
  card: Card,
  { size }: FileInfo,
): Promise<ApplicationTemplate[]> {
  const content = await readSelected(card.root, PATH.name, WHOLE, size, hasAllObjects);
  if (content.kind === 'refused') throw guarded('access');
  return content.kind === 'bytes' ? parsed(PATH.name, 0, () => parseEfDir(content.bytes)) : [];
}
