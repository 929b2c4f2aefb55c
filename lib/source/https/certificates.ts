import { X509Certificate } from 'node:crypto';
import { readMessage } from '../folder.js';
import { FetchError } from './error.js';

const CERTIFICATE = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;

/**
 * The certificates in a file of the operator's, each as PEM; at least one. What is no regular file, such as a pipe, is not waited for. Throws `FetchError`, which names
 * the file: nothing of it is the server's fault.
 */
export async function readCertificates(file: string): Promise<string[]> {
  const read = await readMessage(file);
  if (read.kind === 'gone') throw new FetchError('trust', `there is no ca file ${file}`);
  if (read.kind === 'refused') {
    throw new FetchError('trust', `the ca file cannot be read: ${read.detail}`);
  }
  const blocks = Buffer.from(read.bytes)
    .toString('latin1')
    .split(/(?=-----BEGIN )/);
  const certificates = blocks.flatMap(certificateIn);
  if (certificates.length > 0) return certificates;
  throw new FetchError('trust', `expected certificates as PEM in the ca file ${file}, found none`);
}

function certificateIn(block: string): string[] {
  if (!CERTIFICATE.test(block)) return [];
  try {
    return [new X509Certificate(block).toString()];
  } catch {
    // One that OpenSSL does not take vouches for nobody.
    return [];
  }
}
