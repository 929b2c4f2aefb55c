import { Fillers, redactDocument } from '../secrets/index.js';
import type { Stay, Trace, TraceEvent } from '../trace/index.js';
import { isSecret } from '../tree/secret.js';
import { RedactError } from './error.js';
import type { FileImage } from './file-image.js';
import { filesOf } from './files.js';

/** What a file holds behind its document. */
const UNUSED = 0xff;
/** Names of leaves and parms, as they stand in documents. */
const NAME = /[A-Za-z][A-Za-z-]{3,}/g;

/**
 * The same trace with fillers of the same length in place of the passwords, keys and nonces in the documents that its answers hold, so that it replays to the same outcome and accounts. What stands in a file
 * behind the end of its document, which may be left of another one, becomes FF. PINs are masked by whoever read the trace.
 *
 * Throws `RedactError` where a document cannot be decoded, or is read without what stands before it.
 */
export function redactTrace(trace: Trace): Trace {
  const fillers = new Fillers();
  const stays = trace.stays.map(({ events }): Stay => {
    const copies = events.map(copyOf);
    for (const image of filesOf(copies)) redactFile(image, trace.name, fillers);
    return { events: copies };
  });
  return { ...trace, stays };
}

function redactFile(image: FileImage, file: string, fillers: Fillers): void {
  let isOpen = false;
  for (const region of image.regions()) {
    const { bytes, line } = region;
    if (isOpen) throw new RedactError(file, line, 'is read without what stands before it');
    const redacted = redactDocument(bytes, fillers);
    if (redacted.kind === 'unreadable') {
      throw new RedactError(file, line, `cannot be decoded at its byte ${redacted.offset}`);
    }
    if (redacted.kind === 'none') {
      if (namesSecret(bytes)) throw new RedactError(file, line, 'is none that is known');
      continue;
    }
    const { length } = redacted;
    isOpen = length === bytes.length;
    const changed = Uint8Array.from(redacted.bytes);
    // The first byte behind XML is what ends it.
    const rest = changed.subarray(length + (changed[length] === 0 ? 1 : 0));
    if (rest.some((byte) => byte !== 0)) rest.fill(UNUSED);
    image.put(region, changed);
  }
}

const namesSecret = (bytes: Uint8Array): boolean =>
  (Buffer.from(bytes).toString('latin1').match(NAME) ?? []).some(isSecret);

function copyOf(event: TraceEvent): TraceEvent {
  return 'bytes' in event ? { ...event, bytes: Uint8Array.from(event.bytes) } : event;
}
