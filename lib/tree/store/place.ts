import { MAX_NAME_BYTES } from '../bounds.js';
import { PERMANENT_NODES } from '../permanent.js';
import { below, namesOf, parentOf, ROOT_URI } from '../uri.js';
import { LOCAL_LAYER } from './origin.js';
import type { Tables } from './tables.js';

/** Finds URIs for new objects, so that no two objects, and no object and another node, ever meet. */
export class Places {
  /** Nothing but what belongs to them may stand below these: objects, and leaves of the local layer. */
  readonly #closed = new Set<string>();
  /** Interior nodes that are nobody's object: permanent ones, those of the local layer, and parents of objects. */
  readonly #open = new Set<string>();

  constructor(tables: Tables) {
    for (const node of PERMANENT_NODES) {
      this.#open.add(below(ROOT_URI, node.path));
    }
    for (const { layer, node } of tables.writes.rows()) {
      if (layer !== LOCAL_LAYER) continue;
      const uri = below(ROOT_URI, node.path);
      this.#openParents(uri);
      (node.format === 'node' ? this.#open : this.#closed).add(uri);
    }
    for (const { uri } of tables.identities.rows()) this.#occupy(uri);
  }

  /** The URI for a new object: the wanted one, or with another name for every name on the way that is taken. */
  take(parent: string, name: string): string {
    let uri = ROOT_URI;
    for (const step of namesOf(parent)) {
      uri = this.#free(uri, step, (candidate) => !this.#closed.has(candidate));
    }
    uri = this.#free(
      uri,
      name,
      (candidate) => !this.#closed.has(candidate) && !this.#open.has(candidate),
    );
    this.#occupy(uri);
    return uri;
  }

  #free(parent: string, name: string, isFree: (uri: string) => boolean): string {
    let uri = `${parent}/${name}`;
    for (let tried = 1; !isFree(uri); tried += 1) {
      uri = `${parent}/${another(name, tried)}`;
    }
    return uri;
  }

  #occupy(uri: string): void {
    this.#closed.add(uri);
    this.#openParents(uri);
  }

  #openParents(uri: string): void {
    for (let parent = parentOf(uri); parent !== ''; parent = parentOf(parent)) {
      this.#open.add(parent);
    }
  }
}

/** As clients number instances (5.4.2); of more digits it is a name like any other. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** Another name for one that is taken: the next number for a number, else `name-2`, `name-3` …, cut where that would be too long to be a name. */
function another(name: string, tried: number): string {
  if (NUMBER.test(name)) {
    return `${Number(name) + tried}`;
  }
  const end = `-${tried + 1}`;
  const characters = [...name];
  while (Buffer.byteLength(characters.join('')) + end.length > MAX_NAME_BYTES) {
    characters.pop();
  }
  return characters.join('') + end;
}
