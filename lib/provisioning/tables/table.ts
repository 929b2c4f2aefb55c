import type { NodeFormat } from '../../tree/format.js';

/** Where the parms of a characteristic stand in the management object that is made of it. Data only. */
export interface Table {
  /** The identifier of the object; null where none is registered. */
  readonly type: string | null;
  /** The URI below which such objects stand. */
  readonly parent: string;
  /**
   * Leaves by parm, with the characteristics that lead to it. `<X>` is a number for each of these, and a last one for the parm itself where that may repeat;
   * `<X?>` is left out where there is one of them alone. `<IP>` is `IPv4` or `IPv6`, as the value is. Null has a parm that becomes no leaf of its own:
   * a connection, or what the place of another leaf says.
   */
  readonly leaves: ReadonlyMap<string, string | null>;
  /** Where one connection is named, and where several are; null of what has none. */
  readonly connection: { readonly one: string; readonly several: string } | null;
  /** By the name of the leaf; all others are `chr`. */
  readonly formats: ReadonlyMap<string, NodeFormat>;
}
