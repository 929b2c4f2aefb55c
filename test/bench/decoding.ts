import { processBootstrap } from '../../lib/bootstrap/index.js';
import { decodeWbxml } from '../../lib/wbxml/index.js';
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

/** Megabytes a second, warm. */
export const decoding = (bytes: Uint8Array): object => ({
  bench: 'message',
  bytes: bytes.length,
  decodeMBs: rate(bytes, (message) => decodeWbxml(message)),
  processMBs: rate(bytes, (message) => processBootstrap(message, origin)),
});
