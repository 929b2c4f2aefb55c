import { createHmac } from 'node:crypto';
import { concat } from '../../../lib/bytes.js';
import { semiOctets } from '../../../lib/push/keys.js';
import { pdu, security, text } from '../../wsp/pdu.js';
import { sample } from '../wallet.js';

export const SENDER = '+491701234567';
export const PIN = '93571846';
export const IMSI = '262011987654321';

export const hmac = (key: Uint8Array | string, bytes: Uint8Array): string =>
  createHmac('sha1', key).update(bytes).digest('hex').toUpperCase();

export const DM: Uint8Array = sample('one-account');
export const OTHER: Uint8Array = sample('other-server');
export const CP: Uint8Array = sample('provisioning/account');

/** A push of a DM message by a method of its profile. */
export const dmPush = (sec: string, key: Uint8Array | string, bytes = DM): Uint8Array =>
  pdu(0x42, bytes, [text('SEC'), text(sec), Uint8Array.of(0x92), text(hmac(key, bytes))]);

/** A push of a CP document by a method of its profile. */
export const cpPush = (sec: number, key: Uint8Array | string, bytes = CP): Uint8Array =>
  pdu(0x36, bytes, security(sec, sec === 3 ? undefined : hmac(key, bytes)));

export const byNetwork = (bytes = DM): Uint8Array => dmPush('NETWORKID', IMSI, bytes);
export const byUser = (bytes = DM): Uint8Array => dmPush('USERPIN', PIN, bytes);
export const bare = (bytes = DM): Uint8Array => pdu(0x42, bytes);

/** Every method of both profiles that a PIN is typed for. */
export const WITH_PIN: readonly (readonly [string, Uint8Array, typed: string])[] = [
  ['USERPIN of a DM message', byUser(), PIN],
  ['USERPIN_NETWORKID of a DM message', dmPush('USERPIN_NETWORKID', `${PIN}:${IMSI}`), PIN],
  ['USERPIN of a CP document', cpPush(1, PIN), PIN],
  ['USERNETWPIN of a CP document', cpPush(2, concat(semiOctets(IMSI), Buffer.from(PIN))), PIN],
  [
    'USERPINMAC of a CP document',
    cpPush(3, ''),
    `${PIN}${[...Buffer.from(hmac(PIN, CP), 'hex')]
      .slice(0, PIN.length)
      .map((octet) => octet % 10)
      .join('')}`,
  ],
];
