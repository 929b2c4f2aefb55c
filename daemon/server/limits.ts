/** What one socket puts up with. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly body: number;
  /** Bytes of a request's line and headers. */
  readonly headers: number;
  readonly connections: number;
  /** Milliseconds for a request to come in whole. */
  readonly requestTime: number;
  /** Milliseconds that a connection may wait for its next request. */
  readonly idleTime: number;
  /** Milliseconds that somebody may take no octet of what is sent. */
  readonly unreadTime: number;
  /** Octets of answers, on all connections together, that wait for somebody to take them. */
  readonly unread: number;
  /** Those who follow the events. */
  readonly followers: number;
  /** Milliseconds between the signs of life in a stream of events. */
  readonly heartbeat: number;
}

export const LIMITS: Limits = {
  // The longest value of a node in base64, and then some.
  body: 512 * 1024,
  headers: 16 * 1024,
  connections: 128,
  requestTime: 10_000,
  idleTime: 5_000,
  unreadTime: 30_000,
  unread: 32 * 1024 * 1024,
  followers: 64,
  heartbeat: 15_000,
};
