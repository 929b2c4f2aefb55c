import type { Trace } from '../../../lib/trace/index.js';
import {
  type DescribedStay,
  type PhaseTime,
  type Transcript,
  timesOf,
  transcribe,
} from '../../../lib/transcript/index.js';
import { Store } from '../../../lib/tree/index.js';
import type { Config } from '../../config/schema.js';
import type { ScratchRun } from '../../scratch-run.js';
import { type CardDocument, documentsOf } from './documents.js';

/** Documents of one trace that are decoded. */
const MAX_DOCUMENTS = 500;

/** A stay with what its files hold, and where its time went. */
export interface ReadStay {
  readonly stay: DescribedStay;
  readonly documents: readonly CardDocument[];
  readonly times: readonly PhaseTime[];
}

/** All that there is to say of a trace. */
export interface ReadTrace {
  readonly transcript: Transcript;
  readonly stays: readonly ReadStay[];
  readonly run: ScratchRun;
}

/** Reads a trace through: in words, its files, and through all of the daemon into an empty tree. */
export async function readThrough(trace: Trace, config: Config): Promise<ReadTrace> {
  const { scratchRun } = await import('../../scratch-run.js');
  const transcript = transcribe(trace);
  const { lenient } = config.message;
  const store = Store.scratch();
  const stays: ReadStay[] = [];
  try {
    let count = 0;
    for (const stay of transcript.stays) {
      const options = { lenient, showSecrets: false };
      const documents = count < MAX_DOCUMENTS ? await documentsOf(stay, store, options) : [];
      count += documents.length;
      stays.push({ stay, documents, times: timesOf(stay) });
    }
  } finally {
    store.close();
  }
  return { transcript, stays, run: await scratchRun(trace, config) };
}
