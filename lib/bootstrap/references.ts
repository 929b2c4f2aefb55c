import { napIdentity, proxyIdentity } from '../tree/identity.js';
import type { MoNode, Origin } from '../tree/model.js';
import { from, type Identified, type Placed } from './find.js';
import type { Lines } from './report.js';
import { MAX_URI, toUri } from './uri.js';

const INBOX = './Inbox/';

/** How leaves that hold connectivity references end: `PrefConRef`, and the `ConRef` of a list. */
const REFERENCE = 'ConRef';

/** Identities by URI. */
type Directory = Map<string, string>;

/** The connectivity references of a message to the objects that came with it (5.5.5). */
export class References {
  readonly #origin: Origin;
  readonly #warnings: Lines;
  /** By where the objects are to stand, and by where the message put them. */
  readonly #uris: Directory = new Map();
  /** By place below `./Inbox`, for each TNDS and for all. */
  readonly #trays = new Map<Placed['tray'], Directory>();
  readonly #inbox: Directory = new Map();
  readonly #identities: ReadonlySet<string>;

  /** `passedOver`: what is not used itself, with the identity of the object that is used for it. */
  constructor(
    objects: readonly Placed[],
    passedOver: readonly Identified[],
    { origin, warnings }: { origin: Origin; warnings: Lines },
  ) {
    this.#origin = origin;
    this.#warnings = warnings;
    this.#identities = new Set(objects.map(({ identity }) => identity));
    for (const { parent, name, identity } of objects) this.#uris.set(`${parent}/${name}`, identity);
    // No connection leads to an account, though one may stand under the same name in a TNDS.
    const targets = [...objects, ...passedOver].filter(({ kind }) => kind !== 'dmacc');
    for (const { tray, path, location, identity } of targets) {
      if (tray === null) {
        add(this.#uris, toUri(path), identity);
        continue;
      }
      const own = this.#trays.get(tray) ?? new Map();
      this.#trays.set(tray, own);
      add(own, INBOX + location, identity);
      add(this.#inbox, INBOX + location, identity);
    }
  }

  /**
   * What the value of the node at `path` of `object` refers to, or null where it is no reference or refers to nothing in this message.
   * A value below `./Inbox` is looked for in the TNDS of the object first, then in the others. A value may also be the id of a proxy or an access point.
   */
  of(object: Placed, path: string, value: MoNode['value']): MoNode['ref'] {
    if (typeof value !== 'string' || !path.endsWith(REFERENCE)) return null;
    const uri = value
      .trim()
      .replace(/^(?=Inbox\/)/, './')
      .replace(/\/+$/, '');
    const at = `${from(object)}/${path}`;
    if (!uri.startsWith(INBOX)) return lookUp(this.#uris, uri) ?? this.#byId(uri, at);

    const ref = lookUp(this.#trays.get(object.tray), uri) ?? lookUp(this.#inbox, uri);
    if (ref === null) this.#warnings.add(`${at}: nothing in this message is where it refers to`);
    return ref;
  }

  #byId(id: string, at: string): MoNode['ref'] {
    const identity = [proxyIdentity(this.#origin, id), napIdentity(this.#origin, id)].find(
      (known) => this.#identities.has(known),
    );
    if (identity === undefined) return null;
    this.#warnings.add(`${at}: it is an id in place of a URI, and taken for the object of that id`);
    return { identity, rest: '' };
  }
}

/** Of two objects in one place the first is meant. */
function add(directory: Directory, uri: string, identity: string): void {
  if (!directory.has(uri)) directory.set(uri, identity);
}

function lookUp(directory: Directory | undefined, uri: string): MoNode['ref'] {
  if (directory === undefined || uri.length > MAX_URI) return null;
  for (let end = uri.length; end > 0; end = uri.lastIndexOf('/', end - 1)) {
    const identity = directory.get(uri.slice(0, end));
    if (identity !== undefined) return { identity, rest: uri.slice(end) };
  }
  return null;
}
