/**
 * Does an answer to reset offer T=0? It does when a TDi names it, and when there is no TD1 (ISO/IEC 7816-3, 8.2.3).
 * An answer that ends too early is judged by what there is.
 */
export function offersT0(atr: Uint8Array): boolean {
  let present = (atr[1] ?? 0) >> 4;
  if ((present & 8) === 0) return true;
  let at = 2;
  while ((present & 8) !== 0) {
    at += [1, 2, 4].filter((bit) => (present & bit) !== 0).length;
    const td = atr[at];
    if (td === undefined) return false;
    if ((td & 0x0f) === 0) return true;
    present = td >> 4;
    at += 1;
  }
  return false;
}
