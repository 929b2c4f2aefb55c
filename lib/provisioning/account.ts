import { isIP } from 'node:net';
import { isServerId } from '../tree/acl.js';
import { AUTH_TYPES, TRANSPORT_AUTH_TYPES } from '../tree/auth-words.js';
import { type Characteristic, type Parm, parmValue } from './document.js';
import { label, type Notes } from './notes.js';
import { ADDRESS_TYPES, AUTH_LEVELS } from './tables/account.js';

const TYPES: ReadonlySet<string> = new Set(AUTH_TYPES);
const TRANSPORT_TYPES: ReadonlySet<string> = new Set(TRANSPORT_AUTH_TYPES);

/** A w7 APPLICATION that is an account, as its table takes it. */
export interface Account {
  readonly serverId: string;
  readonly source: Characteristic;
}

/**
 * A w7 APPLICATION in the words of DMAcc, with all addresses in APPADDR; null, and a line in `notes`, where it has no usable PROVIDER-ID or no address:
 * a server could not be told, or not be reached.
 */
export function readAccount(application: Characteristic, notes: Notes): Account | null {
  const refuse = (problem: string): null => {
    notes.ignored.add(`${label(application)}: ${problem}, so it is no account`);
    return null;
  };
  const warn = (problem: string): void => {
    notes.warnings.add(`${label(application)}: ${problem}`);
  };

  const serverId = parmValue(application, 'PROVIDER-ID');
  if (serverId === null) return refuse('it has no PROVIDER-ID');
  if (!isServerId(serverId)) return refuse('its PROVIDER-ID cannot be a ServerID');

  const { parms, characteristics, offset } = application;
  const isShort = ({ name }: Parm): boolean => name === 'ADDR';
  const short = parms
    .filter(isShort)
    .map((parm) => ({ type: 'APPADDR', parms: [parm], characteristics: [], offset }));
  const inner = [...short, ...characteristics].flatMap((characteristic) => {
    if (characteristic.type === 'APPADDR') return addresses(characteristic, warn);
    return characteristic.type === 'APPAUTH'
      ? authentications(characteristic, warn)
      : characteristic;
  });
  if (!inner.some(({ type }) => type === 'APPADDR')) return refuse('it has no ADDR');
  const long = {
    ...application,
    parms: parms.filter((parm) => !isShort(parm)),
    characteristics: inner,
  };
  return { serverId, source: withParms(long, { 'PROVIDER-ID': serverId }) };
}

type Warn = (problem: string) => void;

/** AddrType has to be there: without ADDRTYPE the form of the address says what it is. */
function addresses(source: Characteristic, warn: Warn): Characteristic[] {
  const text = parmValue(source, 'ADDR');
  if (text === null) {
    warn('an address without ADDR is left out');
    return [];
  }
  const family = isIP(text);
  const word = parmValue(source, 'ADDRTYPE') ?? (family === 0 ? 'URI' : `IPv${family}`);
  const type = ADDRESS_TYPES.get(upper(word));
  if (type === undefined) warn('APPADDR/ADDRTYPE is no word of AddrType, and is kept');
  return [withParms(source, { ADDRTYPE: type ?? word })];
}

/** One of each AAUTHTYPE: it may be a list, where AAuthType is one word. */
function authentications(source: Characteristic, warn: Warn): Characteristic[] {
  const text = parmValue(source, 'AAUTHTYPE');
  if (text === null) warn('APPAUTH/AAUTHTYPE is missing');
  const words =
    text === null ? [] : [...new Set(text.split(',').map((word) => upper(word.trim())))];
  const areKnown = words.every((word) => TYPES.has(word));
  if (!areKnown) warn('APPAUTH/AAUTHTYPE is no word of AAuthType, and is kept');
  const types = areKnown && words.length > 0 ? words : [text];
  return types.map((type) =>
    withParms(source, {
      AAUTHLEVEL: levelOf(parmValue(source, 'AAUTHLEVEL'), type, warn),
      AAUTHTYPE: type,
    }),
  );
}

/** Without AAUTHLEVEL it is for HTTP, as far as the type can be; the others are of the DM protocol itself. */
function levelOf(word: string | null, type: string | null, warn: Warn): string {
  const isTransport = type === null || TRANSPORT_TYPES.has(type);
  if (word === null) return isTransport ? 'HTTP' : 'CLCRED';
  const level = AUTH_LEVELS.get(upper(word));
  if (level === undefined) warn('APPAUTH/AAUTHLEVEL is no word of AAuthLevel, and is kept');
  if (level === 'OBEX' && !isTransport) {
    warn('APPAUTH/AAUTHTYPE does not go with the level OBEX, and is kept');
  }
  return level ?? word;
}

/** With these parms in place of others of their names; null for none. */
function withParms(
  source: Characteristic,
  values: Readonly<Record<string, string | null>>,
): Characteristic {
  return {
    ...source,
    parms: [
      ...Object.entries(values).flatMap(([name, value]) => (value === null ? [] : { name, value })),
      ...source.parms.filter(({ name }) => !Object.hasOwn(values, name)),
    ],
  };
}

const upper = (word: string): string => word.toUpperCase();
