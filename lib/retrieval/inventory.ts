import { type Extent, readFile, WHOLE } from '../card/index.js';
import {
  type AuthObject,
  type CertificateObject,
  decodeCertificate,
  type OdfEntry,
  Pkcs15Error,
  type Pkcs15Path,
  parseAodf,
  parseCdf,
} from '../pkcs15/index.js';
import { filePath, selectPkcs15 } from './application.js';
import { asCardError, closeAfter } from './close.js';
import { extentOf } from './dodf.js';
import { EfDir } from './ef-dir.js';
import type { Identified } from './identify.js';
import { type Odf, readOdf } from './odf.js';
import { WalkEnd } from './walk-end.js';

/** What the PKCS#15 application tells of itself besides data objects. The walk to the message needs none of it. */
export interface Inventory {
  readonly authObjects: readonly AuthObject[];
  readonly certificates: readonly CertificateObject[];
  /** Why something is missing here, a line each. */
  readonly problems: readonly string[];
}

const NAMES: Partial<Record<OdfEntry['kind'], string>> = {
  authObjects: 'EF AODF',
  certificates: 'EF CDF',
  trustedCertificates: 'EF CDF',
  usefulCertificates: 'EF CDF',
};

const ALL = Object.keys(NAMES) as OdfEntry['kind'][];

/** Reads the AODFs, the CDFs and the certificates that anyone may read, or some of these `kinds`; verifies no PIN. Rejects with `ReaderError`, or `CardError`. */
export async function readInventory(
  { card }: Identified,
  warn: (message: string) => void,
  kinds: readonly OdfEntry['kind'][] = ALL,
): Promise<Inventory> {
  const authObjects: AuthObject[] = [];
  const certificates: CertificateObject[] = [];
  const problems: string[] = [];

  async function walk(): Promise<void> {
    await card.prepare();
    const application = await selectPkcs15(card, new EfDir(card));
    const odf = await readOdf(card, application);

    async function read(name: string, path: Pkcs15Path, stands: Odf, extent: Extent) {
      const file = filePath(name, path, application, { name: stands.name, base: 0 });
      const content = await readFile(card.application, file, extent, () => false);
      if (content.kind === 'bytes') return content.bytes;
      throw new WalkEnd('no-bootstrap', `${file.name} is ${content.kind}`);
    }

    async function whole(object: CertificateObject): Promise<CertificateObject> {
      const { location } = object;
      if (location.kind !== 'path') return object;
      const bytes = await read('certificate', location.path, odf, extentOf(location.path));
      return { ...object, certificate: await decodeCertificate(bytes) };
    }

    for (const { kind, location } of odf.entries) {
      const name = NAMES[kind];
      if (name === undefined || !kinds.includes(kind) || location.kind === 'protected') continue;
      await noting(problems, name, async () => {
        const bytes =
          location.kind === 'inline' ? location.bytes : await read(name, location.path, odf, WHOLE);
        if (kind === 'authObjects') {
          authObjects.push(...parseAodf(bytes));
          return;
        }
        for (const object of await parseCdf(bytes)) {
          await noting(problems, name, async () => void certificates.push(await whole(object)));
        }
      });
    }
  }

  try {
    await closeAfter(card, warn, () => noting(problems, 'PKCS#15 application', walk));
  } catch (error) {
    throw asCardError(error);
  }
  return { authObjects, certificates, problems };
}

/** Does something; what the card lacks or holds in a broken form becomes a line. */
async function noting(
  problems: string[],
  what: string,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof WalkEnd) && !(error instanceof Pkcs15Error)) throw error;
    problems.push(`${what}: ${error.message}`);
  }
}
