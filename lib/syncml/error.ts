import { DmbootError } from '../error.js';

/**
 * A bootstrap message that cannot be taken.
 *
 * | code | meaning |
 * |---|---|
 * | `malformed` | it cannot be decoded, or is larger than a bound allows; `offset` says where, as far as that is known |
 * | `rejected` | it can be read, but breaks a MUST of OMA-TS-DM_Bootstrap-V1_3: the text begins with the clause |
 *
 * Its text never quotes the message, but for what was checked to be what it should be: in a damaged message any text may be a secret.
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

/** A refusal of what can be read, but breaks a MUST of 5.5.4. */
export function rejected(problem: string, offset: number | null = null): MessageError {
  return new MessageError('rejected', `5.5.4: ${problem}`, offset);
}
