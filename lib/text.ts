/**
 * Text that came from a card, a trace or a message, fit to be printed on a terminal or in a log line:
 * control, formatting and bidirectional characters become `\u{…}` escapes.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
