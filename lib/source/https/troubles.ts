import { errorText } from '../../error.js';
import { FetchError } from './error.js';

const NOBODY =
  "nobody who is trusted vouches for the server's certificate: if it is the right server, name its authority as ca";

/** Where it is not who it should be: what an operator can do about it, by the code that OpenSSL or Node.js has. */
const HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED:
    "the server's certificate has expired, or this machine's clock is wrong: renew the one, or set the other",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet, or this machine's clock is wrong",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the server's certificate is of another name: either is this not the server, or its operator must have one issued for the name in the URL",
  DEPTH_ZERO_SELF_SIGNED_CERT: NOBODY,
  SELF_SIGNED_CERT_IN_CHAIN: NOBODY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOBODY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOBODY,
};

const OLD = 'the server speaks no TLS 1.2 or later';
const CLIENT =
  'the server does not take the client certificate: renew it, or tell the server whom to trust';

/** Where it cannot be talked to: what the system's code means. */
const TROUBLES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS knows no such host',
  EAI_AGAIN: 'DNS does not answer',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the server broke off: it has trouble, or wants another client certificate',
  EHOSTUNREACH: 'the network does not lead there',
  ENETUNREACH: 'there is no network to it',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS is spoken there: is it the right port?',
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'the server wants a client certificate: credentials https_cert and https_key',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'the server takes nothing that this machine offers: it may want a client certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: CLIENT,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: CLIENT,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: CLIENT,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: CLIENT,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: CLIENT,
};

/** What went wrong with a connection, for people; what is no error of the system is as it was. */
export function asFetchError(error: unknown): unknown {
  if (error instanceof FetchError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.name === 'AbortError') return error;
  const code = String(error.code);
  const hint = HINTS[code];
  if (hint !== undefined) return new FetchError('trust', `${hint} (${code})`, { cause: error });
  const trouble = TROUBLES[code];
  const line = trouble === undefined ? textOf(error) : `${trouble}: ${textOf(error)}`;
  return new FetchError('transport', line, { cause: error });
}

/** On one line. Of several addresses that were tried in vain Node.js tells with an empty message, and OpenSSL has a reason besides where in it that was found. */
function textOf(error: Error): string {
  if (error instanceof AggregateError) {
    return [...new Set(error.errors.map((one) => errorText(one)))].join('; ');
  }
  const { reason } = error as { readonly reason?: unknown };
  return (typeof reason === 'string' ? reason : error.message).trim();
}
