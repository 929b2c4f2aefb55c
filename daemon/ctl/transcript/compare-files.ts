import { equalBytes, toHex } from '../../../lib/bytes.js';
import type { CardFile, Decoded } from '../../../lib/transcript/index.js';
import { type Difference, difference, type Sides, told, unlike } from './difference.js';

/** What is different in the files of two stays, by their places. */
export function compareFiles(a: readonly CardFile[], b: readonly CardFile[]): Difference[] {
  const others = new Map(b.map((file) => [file.key, file]));
  const keys = new Set(a.map(({ key }) => key));
  const all = [
    ...a.flatMap((file) => {
      const other = others.get(file.key);
      return other === undefined
        ? [difference('file', file.name, readWords(file), null)]
        : compareFile(file, other);
    }),
    ...b
      .filter(({ key }) => !keys.has(key))
      .map((file) => difference('file', file.name, null, readWords(file))),
  ];
  return told('file', all, (one) => one);
}

const readWords = ({ bytes }: CardFile): string =>
  bytes.length === 0 ? 'selected' : `${bytes.length} bytes read`;

function compareFile(a: CardFile, b: CardFile): Difference[] {
  const info = unlike('file', factsOf(a.name, a.info), factsOf(b.name, b.info));
  const content = unlike('file', factsOf(a.name, a.content), factsOf(b.name, b.content));
  const isSame = equalBytes(a.bytes, b.bytes) && a.offset === b.offset;
  if (isSame || content.length > 0) return [...info, ...content];
  const isOpen = a.open && b.open;
  const [was, is] = isOpen
    ? [toHex(a.bytes), toHex(b.bytes)]
    : [readWords(a), `${readWords(b)}, other ones`];
  return [...info, difference('file', `${a.name}, content`, was, is)];
}

function factsOf(name: string, decoded: Decoded | null): Sides {
  const facts = new Map<string, string>();
  for (const fact of decoded?.facts ?? []) {
    const key = `${name}, ${fact.name}`;
    const before = facts.get(key);
    facts.set(key, before === undefined ? fact.value : `${before}; ${fact.value}`);
  }
  if (decoded?.problem != null) facts.set(`${name}, problem`, decoded.problem);
  return facts;
}
