/** What is looked at of a schema of valibot, whatever it is of. */
export interface Node {
  readonly type: string;
  /** Of what may be left out. */
  readonly wrapped?: Node;
  readonly default?: unknown;
  /** Of a table. */
  readonly entries?: Readonly<Record<string, Node>>;
  /** Of a list. */
  readonly item?: Node;
  /** Of a table with any names. */
  readonly key?: Node;
  readonly value?: Node;
  /** Of words. */
  readonly options?: readonly unknown[];
  readonly pipe?: readonly Node[];
  /** Of a check in a pipe. */
  readonly requirement?: unknown;
  readonly title?: string;
  readonly description?: string;
}

/** The effect of a key, wherever in its schema it is described. */
export function effectOf(name: string, node: Node): string {
  const effect = last(node, 'description') ?? (node.wrapped && last(node.wrapped, 'description'));
  if (effect === undefined)
    throw new Error(`${name}: daemon/config/schema.ts has no v.description`);
  return effect;
}

/** What a value may be, as Markdown. */
export function valuesOf(name: string, node: Node): string {
  const title = last(node, 'title');
  if (title !== undefined) return title;
  switch (node.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'picklist':
      return either(node.options!.map((word) => `\`${JSON.stringify(word)}\``));
    case 'number':
      return `number${between(check(node, 'min_value'), check(node, 'max_value'))}`;
    case 'array': {
      const most = check(node, 'max_length');
      return `list (${valuesOf(name, node.item!)})${most === undefined ? '' : `, at most ${most}`}`;
    }
    default:
      throw new Error(`${name}: the schema of its value (${node.type}) has no v.title`);
  }
}

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function between(least: unknown, most: unknown): string {
  if (least === undefined) return most === undefined ? '' : `, at most ${most}`;
  return most === undefined ? `, at least ${least}` : `, ${least} to ${most}`;
}

/** The last step of a kind, in a pipe or in one that it begins with. */
function step(node: Node, type: string): Node | undefined {
  const steps = node.pipe?.slice(1) ?? [];
  const found = steps.findLast((one) => one.type === type);
  const [first] = node.pipe ?? [];
  return found ?? (first === undefined ? undefined : step(first, type));
}

const last = (node: Node, type: 'title' | 'description'): string | undefined =>
  step(node, type)?.[type];

const check = (node: Node, type: string): unknown => step(node, type)?.requirement;
