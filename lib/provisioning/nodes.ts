import { interior } from '../tree/interior.js';
import type { MoNode } from '../tree/model.js';

/** One of the characteristics or parms of a name that stand side by side. */
export interface Instance {
  readonly of: object;
  /** No other one of its name stands beside it. */
  readonly isAlone: boolean;
}

export type Leaf = Pick<MoNode, 'format' | 'value' | 'ref'>;

/** The nodes of an object that is being made, parents before children. */
export class Nodes {
  readonly #nodes = new Map<string, MoNode>();
  /** Who has which number below a path. */
  readonly #numbers = new Map<string, Map<object, number>>();

  constructor(type: string | null, acl: string) {
    this.#nodes.set('', interior('', { type, acl }));
  }

  get list(): readonly MoNode[] {
    return [...this.#nodes.values()];
  }

  /** Puts a leaf where `template` (see `Table`) says, with what is above it. False where one stands there already. */
  put(template: string, instances: readonly Instance[], leaf: Leaf): boolean {
    let path = '';
    let at = 0;
    for (const word of template.split('/')) {
      const isNumber = word.startsWith('<');
      const instance = isNumber ? instances[at++] : undefined;
      if (word === '<X?>' && instance?.isAlone) continue;
      if (!this.#nodes.has(path)) this.#nodes.set(path, interior(path));
      const name = instance === undefined ? word : this.#number(path, instance.of);
      path = path === '' ? name : `${path}/${name}`;
    }
    if (this.#nodes.has(path)) return false;
    this.#nodes.set(path, { path, type: null, acl: null, title: null, ...leaf });
    return true;
  }

  /** From 1 up, in the order of coming, which is that of priority (OMA-TS-DM_Bootstrap-V1_3, 5.4.2). */
  #number(path: string, of: object): string {
    const numbers = this.#numbers.get(path) ?? new Map<object, number>();
    this.#numbers.set(path, numbers);
    const number = numbers.get(of) ?? numbers.size + 1;
    numbers.set(of, number);
    return `${number}`;
  }
}
