import { DmbootError } from '../error.js';

/** A document that is no Client Provisioning document, or larger than one of `limits.ts` allows. Its text never quotes the document. */
export class ProvisioningError extends DmbootError<'malformed'> {
  readonly fault = 'message';
  /** In bytes from the start of the document. */
  readonly offset: number;

  constructor(offset: number, { expected, found }: { expected: string; found: string }) {
    super(
      'malformed',
      `provisioning document: expected ${expected} at byte ${offset}, found ${found}`,
    );
    this.offset = offset;
  }
}
