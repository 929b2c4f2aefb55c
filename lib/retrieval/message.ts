import { allBytes, equalBytes } from '../bytes.js';
import { type Card, CardError, type Extent, type FilePath } from '../card/index.js';
import type { ShareMode } from '../reader/reader.js';
import { type GuardedContent, readGuarded } from './guarded-file.js';
import type { PinGuard } from './pin-guard.js';
import type { EndOf } from './types.js';
import { malformed } from './walk-end.js';

const UNUSED = 0xff;

export type MessageContent =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'empty' }
  | Exclude<GuardedContent, { kind: 'bytes' }>;

export interface MessageRequest {
  readonly card: Card;
  readonly pins: PinGuard;
  readonly share: ShareMode;
  readonly endOf: EndOf;
  readonly path: FilePath;
  readonly extent: Extent;
  /** The entry is private or modifiable. */
  readonly flagged: boolean;
}

/**
 * Reads EF DM_Bootstrap up to the end of the message (DM Bootstrap, D.4.3). All FF is `empty`; FF is never an end.
 * Where another program shares the card, what was read counts only if it is the same a second time.
 */
export async function readMessage(request: MessageRequest): Promise<MessageContent> {
  const { card, pins, share, endOf, path, extent, flagged } = request;
  const isEnough = (prefix: Uint8Array) =>
    prefix[0] === UNUSED ? !allBytes(prefix, UNUSED) : endOf(prefix).kind !== 'more';
  const demand = flagged ? 'flags' : null;
  const content = await readGuarded(card, pins, path, extent, isEnough, demand);
  if (content.kind !== 'bytes') return content;
  const { bytes } = content;
  if (share === 'shared') {
    const same = { offset: extent.offset, length: bytes.length };
    const second = await readGuarded(card, pins, path, same, () => false, demand);
    if (second.kind !== 'bytes' || !equalBytes(second.bytes, bytes)) {
      throw new CardError('unequal', `${path.name} was not the same when read a second time`);
    }
  }
  if (bytes.length === 0 && extent.offset > 0) {
    throw malformed(path.name, extent.offset, 'the file ends before the message begins');
  }
  if (allBytes(bytes, UNUSED)) return { kind: 'empty' };
  if (bytes[0] === UNUSED) {
    throw malformed(
      path.name,
      extent.offset,
      'expected a message or FF throughout, found FF and more',
    );
  }
  const end = endOf(bytes, true);
  if (end.kind === 'malformed') {
    throw malformed(path.name, extent.offset + end.offset, end.problem);
  }
  if (end.kind === 'more' || end.length > bytes.length) {
    throw malformed(
      path.name,
      extent.offset + bytes.length,
      'the file ends before the message does',
    );
  }
  return { kind: 'message', bytes: bytes.slice(0, end.length) };
}
