import { Fillers, redactDocument } from '../secrets/index.js';
import type { Stay, Trace, TraceEvent } from '../trace/index.js';
import { RedactError } from './error.js';
import type { FileImage, Region } from './file-image.js';
import { filesOf } from './files.js';

/** What a file holds behind its document. */
const UNUSED = 0xff;
/** Leaves and parms that hold secrets, as documents name them: what names one is a document, or a part of one. */
const TELLTALE =
  /AAuth(?:Secret|Data)|AuthSecret|(?:Client|Server)(?:PW|Nonce)|(?:PXAUTH|PROXY)-PW|<SyncML|wap-provisioningdoc/i;

/**
 * The same trace with fillers of the same length in place of the passwords, keys and nonces in the documents that its answers hold, so that it replays to the same outcome and accounts, and in place of user names and passwords in addresses. What stands in a file
 * behind the end of its document, which may be left of another one, becomes FF. PINs are masked by whoever read the trace.
 *
 * Throws `RedactError` where a document cannot be decoded, or is read without what stands before it.
 */
export function redactTrace(trace: Trace): Trace {
  const fillers = new Fillers();
  const stays = trace.stays.map(({ events }): Stay => {
    const copies = events.map(copyOf);
    new StayRedaction(trace.name, fillers).run(filesOf(copies, trace.name));
    return { events: copies };
  });
  return { ...trace, stays };
}

class StayRedaction {
  readonly #file: string;
  readonly #fillers: Fillers;
  /** How far documents were read that do not end there. */
  readonly #open = new Set<number>();
  /** Parts of files, not from their beginning, that are no document. */
  readonly #loose: Region[] = [];

  constructor(file: string, fillers: Fillers) {
    this.#file = file;
    this.#fillers = fillers;
  }

  run(images: readonly FileImage[]): void {
    for (const image of images) this.#image(image);
    // A file may be read on under another name.
    const more = this.#loose.find(({ offset }) => this.#open.has(offset));
    if (more !== undefined) this.#refuse(more, 'is read without what stands before it');
  }

  #image(image: FileImage): void {
    let found: 'none' | 'open' | 'whole' = 'none';
    for (const region of image.regions()) {
      const { bytes, offset } = region;
      if (found === 'open') this.#refuse(region, 'is read without what stands before it');
      const redacted = redactDocument(bytes, this.#fillers);
      if (redacted.kind === 'unreadable') {
        this.#refuse(region, `cannot be decoded at its byte ${redacted.offset}`);
      } else if (redacted.kind === 'redacted') {
        found = redacted.isWhole ? 'whole' : 'open';
        if (!redacted.isWhole) this.#open.add(offset + bytes.length);
        image.put(region, cleared(redacted.bytes, redacted.length));
      } else if (found === 'whole') {
        image.put(region, cleared(bytes, 0));
      } else if (TELLTALE.test(Buffer.from(bytes).toString('latin1'))) {
        this.#refuse(region, 'is none that is known');
      } else {
        if (offset > 0) this.#loose.push(region);
        const text = Buffer.from(bytes).toString('latin1');
        image.put(region, Buffer.from(this.#fillers.fillUserinfo(text), 'latin1'));
      }
    }
  }

  #refuse({ line }: Region, problem: string): never {
    throw new RedactError(this.#file, line, problem);
  }
}

/** FF in place of what stands behind a document, if that is more than 00. The byte that ends XML stays. */
function cleared(source: Uint8Array, length: number): Uint8Array {
  const bytes = Uint8Array.from(source);
  const rest = bytes.subarray(length + (bytes[length] === 0 ? 1 : 0));
  if (rest.some((byte) => byte !== 0)) rest.fill(UNUSED);
  return bytes;
}

function copyOf(event: TraceEvent): TraceEvent {
  return 'bytes' in event ? { ...event, bytes: Uint8Array.from(event.bytes) } : event;
}
