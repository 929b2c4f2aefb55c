import { DmbootError } from '../error.js';
import { printable } from '../text.js';

const MAX_QUOTED = 120;
const CONTROL = /\p{Cc}/u;

/**
 * A bootstrap message that cannot be taken.
 *
 * | code | meaning |
 * |---|---|
 * | `malformed` | it cannot be decoded, or is larger than a bound allows; `offset` says where, as far as that is known |
 * | `rejected` | it can be read, but breaks a MUST of OMA-TS-DM_Bootstrap-V1_3: the text begins with the clause |
 */
export class MessageError extends DmbootError<'malformed' | 'rejected'> {
  readonly fault = 'message';
  /** In bytes from the start of the document that is at fault: the message, or the TNDS that the text names. */
  readonly offset: number | null;

  constructor(code: MessageError['code'], message: string, offset: number | null = null) {
    super(code, message);
    this.offset = offset;
  }
}

/** A refusal of something at `offset` that cannot be decoded or that hits a bound. */
export function malformed(offset: number, problem: string): MessageError {
  return new MessageError('malformed', `${problem} at byte ${offset}`, offset);
}

/**
 * Text of a message within a line for people: escaped, and cut where it is long or at a control character,
 * as in a damaged message a name may run into the secret that comes after it. Never for the values of nodes.
 */
export function quote(text: string): string {
  const control = text.search(CONTROL);
  const end = Math.min(control < 0 ? text.length : control, MAX_QUOTED);
  return `"${printable(text.slice(0, end))}${end < text.length ? '…' : ''}"`;
}
