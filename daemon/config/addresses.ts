/**
 * Where a card's web server is (5.5.7): over BIP at a port of this machine, by IPv4 or IPv6, for which `localhost` may stand (note 1); over TCP/IP at the name of the card,
 * by either.
 */
export const WEB_SERVER_ADDRESSES = [
  '127.0.0.1:4116',
  '[::1]:4116',
  'localhost:4116',
  'localuicc:443',
] as const;

/** Over BIP, whichever IP it speaks. */
export const OVER_BIP = ['127.0.0.1:4116', '[::1]:4116'] as const;
