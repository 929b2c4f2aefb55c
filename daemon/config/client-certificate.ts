import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Trust } from '../../lib/source/index.js';
import { ConfigError } from './error.js';
import { readText } from './read.js';

const CERTIFICATE = 'https_cert';
const KEY = 'https_key';

/**
 * What this machine shows to Bootstrap Servers that ask for a certificate: the credentials `https_cert` and `https_key`, both as PEM, or null.
 *
 * @throws ConfigError where there is but one of them, or one cannot be read.
 */
export function loadClientCertificate(credentials: string | undefined): Trust['client'] {
  if (credentials === undefined) return null;
  const [certificate, key] = [join(credentials, CERTIFICATE), join(credentials, KEY)];
  const [hasCertificate, hasKey] = [existsSync(certificate), existsSync(key)];
  if (!hasCertificate && !hasKey) return null;
  if (!hasCertificate || !hasKey) {
    const missing = hasCertificate ? KEY : CERTIFICATE;
    const problem = `expected ${CERTIFICATE} and ${KEY}, came one of them`;
    throw new ConfigError(credentials, [{ key: missing, line: 0, problem }]);
  }
  return {
    certificate: readText(certificate, CERTIFICATE),
    key: readText(key, KEY),
  };
}
