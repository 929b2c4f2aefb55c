import { readFile } from 'node:fs/promises';

/** Where systems keep the certificates that they trust, as one file: Debian and Alpine, Fedora, BSD. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The certificates that this system trusts, as PEM; undefined where it has none, which means those that Node.js brings along. */
export async function systemRoots(
  bundles: readonly string[] = BUNDLES,
): Promise<string | undefined> {
  for (const file of bundles) {
    try {
      return await readFile(file, 'latin1');
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}
