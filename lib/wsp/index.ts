export type { ContentType } from './content-type.js';
export type { Value } from './cursor.js';
export { WspError } from './error.js';
export { MAX_PUSH } from './limits.js';
export { decodePush, type Push } from './push.js';
