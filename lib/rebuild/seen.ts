import type { LifeCycle, RuleImage } from '../virtual-card/image.js';

/** Identifiers of a path below the MF. */
const MAX_DEPTH = 8;

/** A file, as far as a trace shows it. What stays null was not shown. */
export class SeenFile {
  readonly parent: SeenFile | null;
  readonly children: SeenFile[] = [];
  fid: number | null;
  aid: Uint8Array | null = null;
  kind: 'df' | 'transparent' | 'linear-fixed' | null = null;
  /** The card said what the file is like: the answer to SELECT was seen. */
  described = false;
  /** The identifier is made up: the file was reached by its short identifier alone. */
  invented = false;
  size: number | null = null;
  recordLength: number | null = null;
  recordCount: number | null = null;
  /** What was read, each piece with its offset. */
  readonly pieces: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  readonly records = new Map<number, Uint8Array>();
  /** Those of the records that nobody read. */
  readonly assumed = new Set<number>();
  sfi: number | 'none' | null = null;
  chv: Uint8Array | null = null;
  rule: RuleImage | null = null;
  lifeCycle: LifeCycle | null = null;
  /** Keys of the PIN status template. */
  pinStatus: readonly number[] | null = null;
  /** A READ was refused for want of a right. */
  refused = false;
  /** The key that was verified when a READ succeeded which was refused before. */
  openedBy: number | null = null;

  readonly #depth: number;

  /** Below the deepest directory that an image can hold it belongs to none: it is lost. */
  constructor(fid: number | null, parent: SeenFile | null) {
    this.fid = fid;
    this.parent = parent;
    this.#depth = parent === null ? 0 : parent.#depth + 1;
    if (this.#depth <= MAX_DEPTH) parent?.children.push(this);
  }

  get isRead(): boolean {
    return this.pieces.length > 0 || this.records.size > 0;
  }

  child(fid: number): SeenFile | null {
    return this.children.find((one) => one.fid === fid) ?? null;
  }
}

/** A PIN, as far as a trace shows it. */
export interface SeenPin {
  enabled: boolean | null;
  initialised: boolean;
  /** Tries left before the first command that could change them. */
  left: number | null;
  verified: boolean;
  tried: boolean;
  replacesApplicationPin: boolean;
}

export const newPin = (): SeenPin => ({
  enabled: null,
  initialised: true,
  left: null,
  verified: false,
  tried: false,
  replacesApplicationPin: false,
});
