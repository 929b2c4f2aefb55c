import type { Card, FilePath } from '../card/index.js';
import {
  type ApplicationTemplate,
  classifyPath,
  isPkcs15Template,
  type Pkcs15Path,
} from '../pkcs15/index.js';
import type { EfDir } from './ef-dir.js';
import { malformed, parsed, WalkEnd } from './walk-end.js';

/** The PKCS#15 application that was selected. */
export interface Pkcs15Application {
  readonly template: ApplicationTemplate;
  /** Its DF, from the MF; null where EF DIR does not say. */
  readonly fids: readonly number[] | null;
}

/** Selects the first PKCS#15 application of EF DIR that can be selected (DM Bootstrap, D.2.5 and D.3.5). */
export async function selectPkcs15(card: Card, dir: EfDir): Promise<Pkcs15Application> {
  let detail: string | null = null;
  for (let template = await dir.next(); template !== null; template = await dir.next()) {
    if (!isPkcs15Template(template) || template.aid === null) continue;
    const { aid, path } = template;
    const fids =
      path === null ? null : parsed('EF DIR 2F00, the path', 0, () => classifyPath(path).fids);
    if (fids === null && card.mode === '2g') {
      detail ??= 'the PKCS#15 record of EF DIR 2F00 has no path (tag 51)';
    } else if (await card.selectApplication({ aid, fids })) {
      return { template, fids };
    } else {
      detail ??= 'the PKCS#15 application that EF DIR 2F00 names cannot be selected';
    }
  }
  if (detail === null && dir.broken !== null) throw dir.broken;
  throw new WalkEnd('no-application', detail);
}

/**
 * Where a path of a PKCS#15 file leads. An absolute path that runs through the DF of the application is one within it.
 *
 * @param stands the file that the path stands in, and the offset there of the bytes that were parsed
 */
export function filePath(
  kind: string,
  path: Pkcs15Path,
  { fids: home }: Pkcs15Application,
  stands: { readonly name: string; readonly base: number },
): FilePath {
  const { base, fids } = parsed(stands.name, stands.base, () =>
    classifyPath(path.octets, path.offset),
  );
  const last = fids.at(-1);
  if (last === undefined) {
    throw malformed(
      stands.name,
      stands.base + path.offset,
      'expected a path to a file, found one to a DF',
    );
  }
  const name = `${kind} ${last.toString(16).toUpperCase().padStart(4, '0')}`;
  if (base !== 'mf') return { base: 'application', fids, name };
  const within =
    home !== null && fids.length > home.length && home.every((fid, at) => fid === fids[at]);
  if (within) return { base: 'application', fids: fids.slice(home.length), name };
  return { base: 'mf', fids, name };
}
