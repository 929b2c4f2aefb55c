import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, as PEM, and as files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** As `[[https.server]] pins` has it. */
  readonly pin: string;
}

export interface IssueOptions {
  /** subjectAltName, as openssl(1) has it. */
  readonly names?: string;
  /** Until it ends; it begins now. Below zero it has ended. */
  readonly days?: number;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority of its own, made by openssl(1) in a folder of its own. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), 'dmbootd-ca-'));
  readonly certFile = join(this.folder, 'ca.pem');
  readonly cert: string;
  #issued = 0;

  constructor() {
    const key = join(this.folder, 'ca.key');
    const subject = ['-subj', '/CN=test authority', '-days', '2'];
    this.#openssl('req', '-x509', ...KEY, '-keyout', key, '-out', this.certFile, ...subject);
    this.cert = readFileSync(this.certFile, 'utf8');
  }

  issue({ names = 'DNS:localhost,IP:127.0.0.1', days = 1 }: IssueOptions = {}): Issued {
    this.#issued += 1;
    const at = (ending: string): string => join(this.folder, `${this.#issued}.${ending}`);
    const [keyFile, certFile] = [at('key'), at('pem')];
    writeFileSync(at('ext'), `subjectAltName=${names}\n`);
    this.#openssl(...['req', ...KEY, '-keyout', keyFile, '-out', at('csr'), '-subj', '/CN=test']);
    this.#openssl(
      ...['x509', '-req', '-in', at('csr'), '-out', certFile, '-days', String(days)],
      ...['-CA', this.certFile, '-CAkey', join(this.folder, 'ca.key'), '-extfile', at('ext')],
    );
    const cert = readFileSync(certFile, 'utf8');
    const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
    const pin = `sha256//${createHash('sha256').update(spki).digest('base64')}`;
    return { cert, key: readFileSync(keyFile, 'utf8'), certFile, keyFile, pin };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
