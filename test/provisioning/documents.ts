import {
  type MappedMo,
  type Mapping,
  mapDocument,
  readProvisioning,
} from '../../lib/provisioning/index.js';
import type { MoNode, Origin } from '../../lib/tree/model.js';
import { readXml } from '../../lib/wbxml/index.js';

export const CARD: Origin = { kind: 'smartcard', id: '8949000000000000001' };

export const doc = (...characteristics: string[]): string =>
  `<wap-provisioningdoc version="1.1">${characteristics.join('')}</wap-provisioningdoc>`;

export const ch = (type: string, ...content: string[]): string =>
  `<characteristic type="${type}">${content.join('')}</characteristic>`;

/** A parm; without a value, a flag. */
export const parm = (name: string, value?: string): string =>
  `<parm name="${name}"${value === undefined ? '' : ` value="${value}"`}/>`;

/** Parms with a value each. */
export const parms = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => parm(name, value))
    .join('');

export const w7 = (serverId: string, ...more: string[]): string =>
  ch(
    'APPLICATION',
    parms({ APPID: 'w7', 'PROVIDER-ID': serverId, ADDR: 'https://dm.example.com/' }),
    ...more,
  );

export const napdef = (id: string, ...more: string[]): string =>
  ch('NAPDEF', parm('NAPID', id), ...more);

export const pxlogical = (id: string, ...more: string[]): string =>
  ch('PXLOGICAL', parm('PROXY-ID', id), ...more);

export interface Mapped extends Mapping {
  readonly unmapped: readonly string[];
  readonly ignored: readonly string[];
  readonly warnings: readonly string[];
}

/** What a document of these characteristics comes to, with the lines about it. */
export const map = (...characteristics: string[]): Mapped => mapXml(doc(...characteristics));

export function mapXml(xml: string): Mapped {
  const notes = {
    unmapped: new Set<string>(),
    ignored: new Set<string>(),
    warnings: new Set<string>(),
  };
  const mapping = mapDocument(readProvisioning(readXml(xml)), CARD, notes);
  return {
    ...mapping,
    unmapped: [...notes.unmapped],
    ignored: [...notes.ignored],
    warnings: [...notes.warnings],
  };
}

/** Lines without the places in them. */
export const placeless = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/ at byte \d+/, ''));

export function only({ mos }: Mapping, kind?: MappedMo['kind']): MappedMo {
  const [found, ...more] = mos.filter((candidate) => kind === undefined || candidate.kind === kind);
  if (found === undefined || more.length > 0) throw new Error(`${mos.length} objects`);
  return found;
}

/** The leaves of an object: values by path. */
export const leaves = ({ mo }: MappedMo): Record<string, MoNode['value']> =>
  Object.fromEntries(
    mo.nodes.filter(({ format }) => format !== 'node').map(({ path, value }) => [path, value]),
  );

export const uriOf = ({ mo }: MappedMo): string => `${mo.parent}/${mo.name}`;

export const refs = ({ mo }: MappedMo): Record<string, string | null> =>
  Object.fromEntries(
    mo.nodes
      .filter(({ format, path }) => format !== 'node' && /(?:ConRef|PrefConDef)$/.test(path))
      .map(({ path, ref }) => [path, ref?.identity ?? null]),
  );
