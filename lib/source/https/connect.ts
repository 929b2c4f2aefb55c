import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, createSecureContext, type TLSSocket } from 'node:tls';
import { errorText } from '../../error.js';
import { FetchError } from './error.js';
import { systemRoots } from './roots.js';
import { asFetchError } from './troubles.js';

/** Whom to believe, and who to be. */
export interface Trust {
  /** Certificates as PEM, in the place of those that the system trusts; null where those are asked. */
  readonly ca: readonly string[] | null;
  /** SHA-256 of the public keys (SubjectPublicKeyInfo) of which the server must have one, in base64. Empty: any that the certificates vouch for. */
  readonly pins: readonly string[];
  /** What this client shows, as PEM; only the configured host sees it. */
  readonly client: { readonly certificate: string; readonly key: string } | null;
}

/**
 * A connection to the server of a URL over TLS 1.2 or later. Nothing has been sent over it but the handshake, and the server is who it should be: by a chain of
 * certificates, its name and their dates; or, where there are pins and no certificates of one's own, by its key alone, as a board without a clock needs it.
 * Throws `FetchError`.
 */
export async function connectTo(url: URL, trust: Trust, signal: AbortSignal): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const byKeyAlone = trust.pins.length > 0 && trust.ca === null;
  const ca = byKeyAlone ? undefined : (trust.ca ?? (await systemRoots()));
  const socket = dial(trust, () =>
    connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: !byKeyAlone,
      ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }),
      ...(trust.client !== null && { cert: trust.client.certificate, key: trust.client.key }),
    }),
  );
  // Whatever comes later is told by the request on it.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'secureConnect', { signal });
    if (trust.pins.length > 0 && !trust.pins.includes(keyDigest(socket))) {
      throw new FetchError(
        'trust',
        "the server's key is none of those that are pinned: if it is the right server, pin its new key",
      );
    }
    return socket;
  } catch (error) {
    socket.destroy();
    throw asFetchError(error);
  }
}

/** A certificate or key of one's own that cannot be used is told at once, by a throw. */
function dial({ client }: Trust, connecting: () => TLSSocket): TLSSocket {
  try {
    return connecting();
  } catch (error) {
    const which = client === null ? 'a certificate to trust' : culprit(client);
    throw new FetchError('trust', `${which} cannot be used: ${errorText(error)}`, { cause: error });
  }
}

function culprit({ certificate, key }: NonNullable<Trust['client']>): string {
  if (!isUsable({ cert: certificate })) return 'the certificate in the credential https_cert';
  if (!isUsable({ key })) return 'the key in the credential https_key';
  return 'the key in https_key is not that of the certificate in https_cert, and';
}

function isUsable(options: Parameters<typeof createSecureContext>[0]): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}

function keyDigest(socket: TLSSocket): string {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256')
    .update(key ?? '')
    .digest('base64');
}
