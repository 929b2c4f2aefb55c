import { nameOf } from './uri.js';

/** Leaves that hold passwords, keys and nonces: `AAuthSecret` and `AAuthData` of DMAcc, `AuthSecret` of NAP and Proxy, `ClientPW` and `ServerNonce` of DM 1.1, vendors' own. */
const SECRET = /(?:secret|password|passwd|passphrase|pwd|pw|psk|key|keydata|authdata|nonce|pin)$/i;

/** Whether the value of a node must be masked for eyes. Judged by its name, and rather once too often. */
export const isSecret = (uri: string): boolean => SECRET.test(nameOf(uri));
