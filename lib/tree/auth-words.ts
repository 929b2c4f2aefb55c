/*
 * The words of AAuthLevel and AAuthType (dm account of OMA-TS-DM_StdObj-V1_2_1).
 */

/** Levels that are the transport's. */
export const TRANSPORT_AUTH_LEVELS = ['OBEX', 'HTTP'] as const;

export const AUTH_LEVELS = ['CLCRED', 'SRVCRED', ...TRANSPORT_AUTH_LEVELS] as const;

/** The only types that go with the transport's levels. */
export const TRANSPORT_AUTH_TYPES = ['HTTP-BASIC', 'HTTP-DIGEST', 'TRANSPORT'] as const;

export const AUTH_TYPES = [
  ...TRANSPORT_AUTH_TYPES,
  ...['BASIC', 'DIGEST', 'HMAC', 'X509', 'SECURID', 'SAFEWORD', 'DIGIPASS'],
] as const;
