/** Stands where no server has rights. */
export const NOBODY = '(nobody)';

const MAX_SERVER_ID = 255;
const SERVER_ID = /^[^\s=&*+\p{C}]+$/u;

export const isServerId = (text: string): boolean =>
  text.length <= MAX_SERVER_ID && SERVER_ID.test(text) && text !== NOBODY;
