import { type Card, type FilePath, readBySfi, readFile, WHOLE } from '../card/index.js';
import { type OdfEntry, objectsEnd, Pkcs15Error, parseOdf } from '../pkcs15/index.js';
import { filePath, type Pkcs15Application } from './application.js';
import { hasAllObjects } from './objects.js';
import { guarded, parsed, uselessFile, WalkEnd } from './walk-end.js';

/** EF ODF, where EF DIR does not put it elsewhere (PKCS#15 v1.1, 5.4.1). */
const DEFAULT_FID = 0x5031;
const DEFAULT_PATH: FilePath = { base: 'application', fids: [DEFAULT_FID], name: 'EF ODF 5031' };
/** The low five bits of the FID (TS 102 221, 11.1.1.4.8). */
const DEFAULT_SFI = DEFAULT_FID & 0x1f;

export interface Odf {
  readonly name: string;
  /** Without what pads the file. */
  readonly bytes: Uint8Array;
  readonly entries: readonly OdfEntry[];
}

function hasEntries(bytes: Uint8Array): boolean {
  try {
    return parseOdf(bytes).length > 0;
  } catch (error) {
    if (error instanceof Pkcs15Error) return false;
    throw error;
  }
}

/** Reads EF ODF. A short identifier may lead elsewhere, so what it brings is taken only if it is an ODF with something in it. */
export async function readOdf(card: Card, application: Pkcs15Application): Promise<Odf> {
  const { odfPath } = application.template;
  if (card.mode === '3g' && odfPath === null) {
    const bytes = await readBySfi(card.application, DEFAULT_SFI, hasAllObjects);
    if (bytes !== null && hasEntries(bytes)) return odfOf(DEFAULT_PATH.name, bytes);
  }
  const stands = { name: 'EF DIR 2F00, the path of EF ODF', base: 0 };
  const path = odfPath === null ? DEFAULT_PATH : filePath('EF ODF', odfPath, application, stands);
  const content = await readFile(card.application, path, WHOLE, hasAllObjects);
  if (content.kind === 'refused') throw guarded('access');
  if (content.kind !== 'bytes')
    throw new WalkEnd('no-bootstrap', uselessFile(path.name, content.kind));
  return odfOf(path.name, content.bytes);
}

function odfOf(name: string, bytes: Uint8Array): Odf {
  const end = objectsEnd(bytes);
  return {
    name,
    bytes: end.kind === 'end' ? bytes.slice(0, end.length) : bytes,
    entries: parsed(name, 0, () => parseOdf(bytes)),
  };
}
