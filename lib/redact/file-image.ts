/** Bytes of a file that one command or its answer holds; what is put into them changes the trace. */
export interface Piece {
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Of the command or the answer. */
  readonly line: number;
}

/** Bytes of a file that stand one behind the other. */
export interface Region {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Of the piece that it begins with. */
  readonly line: number;
}

/** What a trace holds of a file. */
export class FileImage {
  readonly #pieces: Piece[] = [];
  readonly #bytes: number[] = [];

  /** False where it says something else than what is known of the file. */
  add(piece: Piece): boolean {
    const { offset, bytes } = piece;
    const agrees = bytes.every((byte, at) => (this.#bytes[offset + at] ?? byte) === byte);
    if (!agrees) return false;
    this.#pieces.push(piece);
    bytes.forEach((byte, at) => {
      this.#bytes[offset + at] = byte;
    });
    return true;
  }

  /** The same file, but for a piece that says something else than what is known of it. */
  changed(piece: Piece): FileImage {
    const end = piece.offset + piece.bytes.length;
    const changed = new FileImage();
    for (const other of this.#pieces) {
      const isApart = other.offset >= end || other.offset + other.bytes.length <= piece.offset;
      if (isApart) changed.add(other);
    }
    changed.add(piece);
    return changed;
  }

  /** In their order. */
  regions(): Region[] {
    const regions: Region[] = [];
    const order = this.#pieces.toSorted((a, b) => a.offset - b.offset);
    let end = -1;
    let begun: { offset: number; line: number } | null = null;
    const finish = (): void => {
      if (begun === null) return;
      const bytes = Uint8Array.from(this.#bytes.slice(begun.offset, end));
      regions.push({ ...begun, bytes });
    };
    for (const { offset, bytes, line } of order) {
      if (offset > end) {
        finish();
        begun = { offset, line };
      }
      end = Math.max(end, offset + bytes.length);
    }
    finish();
    return regions;
  }

  /** Puts other bytes in the place of a region, in all pieces that hold one of it. */
  put({ offset }: Region, changed: Uint8Array): void {
    for (const piece of this.#pieces) {
      piece.bytes.forEach((_, at) => {
        const byte = changed[piece.offset + at - offset];
        if (byte !== undefined) piece.bytes[at] = byte;
      });
    }
  }
}
