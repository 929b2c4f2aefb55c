/** Well-known media types of bootstrap messages, by their assigned numbers (WSP content type codes of OMNA). */
export const MEDIA_TYPES: ReadonlyMap<number, string> = new Map([
  [0x35, 'text/vnd.wap.connectivity-xml'],
  [0x36, 'application/vnd.wap.connectivity-wbxml'],
  [0x42, 'application/vnd.syncml.dm+wbxml'],
  [0x43, 'application/vnd.syncml.dm+xml'],
  [0x44, 'application/vnd.syncml.notification'],
]);

/** Well-known parameters, by their assigned numbers (WAP-230-WSP, table 38); those that say nothing of a bootstrap have no name here. */
export const PARAMETERS: ReadonlyMap<number, string> = new Map([
  [0x01, 'charset'],
  [0x11, 'sec'],
  [0x12, 'mac'],
]);

/** The one parameter whose value is a bare uintvar. */
export const Q = 0x00;
