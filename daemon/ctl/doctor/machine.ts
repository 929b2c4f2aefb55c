/** What is at a path. `absent`: nothing; `denied`: the caller may not look. */
export type Look = Entry | 'absent' | 'denied';

export interface Entry {
  readonly kind: 'file' | 'folder' | 'socket' | 'other';
  /** Permission bits. */
  readonly mode: number;
  /** Names; numbers as text where nobody has them. */
  readonly owner: string;
  readonly group: string;
}

/** What PC/SC says, without a look at any card. */
export interface Pcsc {
  /** Why the binding cannot be loaded; null where it can. */
  readonly absent: string | null;
  /** Why PC/SC does not answer; null where it does. */
  readonly down: string | null;
  /** Every reader that it knows. */
  readonly readers: readonly string[];
}

/** Properties of a unit (systemctl(1), `show`), by name. */
export type Unit = Readonly<Record<string, string>>;

/** This machine, as checks look at it. Nothing here changes anything. */
export interface Machine {
  readonly caller: {
    readonly name: string;
    readonly isRoot: boolean;
    readonly groups: readonly string[];
  };
  look(path: string): Look;
  /** The names in a folder; none where it cannot be read. */
  names(folder: string): string[];
  /** Null where it cannot be read. */
  text(file: string): string | null;
  /** Members of a group, beside those whose own it is; null where there is no such group. */
  members(group: string): readonly string[] | null;
  /** Octets that are free where this path is; null where that cannot be said. */
  free(path: string): number | null;
  /** The process that holds a lock on a file; null where none does. */
  holder(path: string): number | null;
  /** Null where there is no systemd. */
  unit(name: string): Promise<Unit | null>;
  /** Whether a process may do an action of polkit; null where that cannot be asked. */
  may(
    pid: number,
    action: string,
    details: Readonly<Record<string, string>>,
  ): Promise<boolean | null>;
  pcsc(): Promise<Pcsc>;
  /** Whether a state can be read, and is sound. Throws `StoreError`. */
  readState(folder: string): Promise<void>;
  /** What a daemon answers to a GET on a socket; null where none is there. Throws `Exit`. */
  ask<T>(socket: string, path: string): Promise<T | null>;
}
