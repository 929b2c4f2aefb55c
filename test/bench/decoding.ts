import { processBootstrap } from '../../lib/bootstrap/index.js';
import { decodeEmbedded, decodeWbxml, type Element, SYNCML_1_2 } from '../../lib/wbxml/index.js';
import { median, rounded } from './median.js';

const BATCHES = 30;
const BATCH = 100;

const origin = { kind: 'smartcard', id: '1' } as const;

function rate(bytes: Uint8Array, work: (bytes: Uint8Array) => unknown): number {
  const times = Array.from({ length: BATCHES }, () => {
    const from = performance.now();
    for (let i = 0; i < BATCH; i += 1) work(bytes);
    return (performance.now() - from) / BATCH;
  });
  return rounded(bytes.length / 1e6 / (median(times) / 1e3), 1);
}

/** Decodes the documents that opaque content is, too; counts the elements, so that none is left out unseen. */
function elements({ children }: Element): number {
  let count = 1;
  for (const child of children) {
    const inner = child instanceof Uint8Array ? decodeEmbedded(child)?.root : child;
    if (typeof inner === 'object') count += elements(inner);
  }
  return count;
}

const whole = (bytes: Uint8Array): number =>
  elements(decodeWbxml(bytes, { space: SYNCML_1_2 }).root);

/** Megabytes a second, warm; the embedded documents are decoded too. */
export const decoding = (bytes: Uint8Array): object => ({
  bench: 'message',
  bytes: bytes.length,
  elements: whole(bytes),
  decodeMBs: rate(bytes, whole),
  processMBs: rate(bytes, (message) => processBootstrap(message, origin)),
});
