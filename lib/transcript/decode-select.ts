import { toHex } from '../bytes.js';
import {
  type Fcp,
  type FileInfo,
  parseChvStatus,
  parseFcp,
  parseFileResponse,
} from '../card/index.js';
import { attempt, type Fact, fact } from './attempt.js';
import { hex, keyName, ruleWords } from './words.js';

const infoFacts = (info: FileInfo, generation: '2g' | '3g'): Fact[] => [
  ...fact('structure', info.kind === 'df' ? 'directory' : info.structure),
  ...fact('size', info.size === null ? null : `${info.size} bytes`),
  ...fact('records', info.recordCount && `${info.recordCount} of ${info.recordLength} bytes`),
  ...fact('usable', info.usable ? null : 'no: deactivated or terminated'),
  ...(info.kind === 'df' ? [] : fact('read', ruleWords(info.read, generation))),
];

/** The answer to SELECT or STATUS of a UICC. */
export const decodeFcp = (bytes: Uint8Array) =>
  attempt(
    'FCP',
    () => parseFcp(bytes),
    (fcp: Fcp) => [
      ...fact('file', fcp.fid === null ? null : hex(fcp.fid, 4)),
      ...fact('application', fcp.name && toHex(fcp.name)),
      ...infoFacts(fcp, '3g'),
      ...fact('short identifier', fcp.kind === 'df' || fcp.sfi === null ? null : hex(fcp.sfi, 2)),
      ...[...fcp.pins].flatMap(([key, { enabled }]) =>
        fact(keyName(key, '3g'), enabled ? 'enabled' : 'disabled'),
      ),
    ],
  );

/** The answer to SELECT or STATUS in 2G. */
export function decodeGsmResponse(bytes: Uint8Array) {
  const chv = parseChvStatus(bytes);
  return attempt(
    'answer to SELECT (2G)',
    () => parseFileResponse(bytes),
    (info) => [
      ...infoFacts(info, '2g'),
      ...(chv === null
        ? []
        : fact(
            'CHV1',
            `${chv.enabled ? 'enabled' : 'disabled'}, ${chv.initialised ? `${chv.left} tries left` : 'not initialised'}`,
          )),
    ],
  );
}
