import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';

/**
 * `config`: the Bootstrap Config MO.
 * `conn`: the old connectivity object, which is an access point or a proxy.
 * `device`: about the device itself, and nobody's to install.
 */
export type KnownKind = 'dmacc' | 'nap' | 'proxy' | 'config' | 'conn' | 'device';

export interface KnownMo {
  readonly kind: KnownKind;
  /** The newest of the versions `1.0`, `1.1`, … that is known. */
  readonly minor: number;
}

/** The only major version of all of them. */
export const MAJOR = 1;

/** The management objects that have a place of their own, by identifier without version (OMNA). */
export const KNOWN_MOS: ReadonlyMap<string, KnownMo> = new Map<string, KnownMo>([
  ['urn:oma:mo:oma-dm-dmacc', { kind: 'dmacc', minor: 2 }],
  ['urn:oma:mo:oma-dm-bootstrapcfg', { kind: 'config', minor: 0 }],
  ['urn:oma:mo:oma-dm-inbox', { kind: 'device', minor: 0 }],
  ['urn:oma:mo:oma-dm-devinfo', { kind: 'device', minor: 1 }],
  ['urn:oma:mo:oma-dm-devdetail', { kind: 'device', minor: 1 }],
  ['urn:oma:mo:oma-connmo-nap', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-3gppcs', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-3gppps', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-cdma', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-eap', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-wlan', { kind: 'nap', minor: 0 }],
  ['urn:oma:mo:oma-connmo-proxy', { kind: 'proxy', minor: 0 }],
  ['urn:oma:mo:oma-connmo-http', { kind: 'proxy', minor: 0 }],
  ['urn:oma:mo:oma-connmo-wap', { kind: 'proxy', minor: 0 }],
  ['org.openmobilealliance/ConnMO', { kind: 'conn', minor: 0 }],
]);

/** What an object is that names no identifier, or an old one. */
export const STANDARD_IDS = {
  dmacc: 'urn:oma:mo:oma-dm-dmacc:1.0',
  nap: 'urn:oma:mo:oma-connmo-nap:1.0',
  proxy: 'urn:oma:mo:oma-connmo-proxy:1.0',
  config: BOOTSTRAP_CONFIG.moId,
} as const;

/** Identifiers of the example in 5.5.5: other names of the first versions. */
export const OLD_DMACC_ID = 'org.openmobilealliance/1.0/w7';
export const OLD_IDS: ReadonlySet<string> = new Set([
  OLD_DMACC_ID,
  'org.openmobilealliance/1.0/ConnMO',
]);
