import type { Charset } from '../wbxml/charset.js';

/** Text as bytes; in UTF-16 in the order of bytes that `like`, which it is to replace, has. */
export function encodeText(text: string, charset: Charset, like: Uint8Array): Uint8Array {
  switch (charset) {
    case 'ISO-8859-1':
      return Buffer.from(text, 'latin1');
    case 'UTF-16LE':
      return Buffer.from(text, 'utf16le');
    case 'UTF-16':
      return like[0] === 0xff && like[1] === 0xfe
        ? Buffer.from(text, 'utf16le')
        : Buffer.from(text, 'utf16le').swap16();
    case 'UTF-16BE':
      return Buffer.from(text, 'utf16le').swap16();
    default:
      return Buffer.from(text, 'utf8');
  }
}
