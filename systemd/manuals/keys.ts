import type { GenericSchema } from 'valibot';
import { takenAtRunTime } from '../../daemon/config/changes.js';
import { schema } from '../../daemon/config/schema.js';
import { effectOf, type Node, valuesOf } from './values.js';

/** One key of the configuration. Texts are Markdown. */
export interface Key {
  /** As in `smartcard.deny`; a list of tables is `[[initial_rights]]`, and a key of one of its tables `initial_rights.access`. */
  readonly name: string;
  /** What it takes. */
  readonly values: string;
  /** What it is where it is left out, as TOML; null where there is nothing then. */
  readonly fallback: string | null;
  /** A table that it belongs to must have it. */
  readonly required: boolean;
  readonly effect: string;
  /** A running daemon takes it when it is told to reload. */
  readonly atRunTime: boolean;
}

/**
 * Every key that a schema knows, in its order.
 *
 * @throws Error naming a key that the schema does not describe.
 */
export const keysOf = (of: GenericSchema): readonly Key[] => [...within([], of as unknown as Node)];

/** Every key of `dmbootd.toml`. */
export const keys = (): readonly Key[] => keysOf(schema);

function* within(path: readonly string[], table: Node): Generator<Key> {
  for (const [name, node] of Object.entries(table.entries!)) yield* below([...path, name], node);
}

function* below(path: readonly string[], node: Node): Generator<Key> {
  const value = node.wrapped ?? node;
  const name = path.join('.');
  if (value.entries) {
    yield* within(path, value);
  } else if (value.item?.entries) {
    yield { ...keyOf(path, node), name: `[[${name}]]`, values: 'tables', fallback: null };
    yield* within(path, value.item);
  } else if (value.value?.entries) {
    yield* within([...path, valuesOf(name, value.key!)], value.value);
  } else if (value.value) {
    const each = `${name}.${valuesOf(name, value.key!)}`;
    yield { ...keyOf(path, node), name: each, fallback: null };
  } else {
    yield keyOf(path, node);
  }
}

function keyOf(path: readonly string[], node: Node): Key {
  const value = node.wrapped ?? node;
  const name = path.join('.');
  return {
    name,
    values: value.item?.entries ? '' : valuesOf(name, value.value ?? value),
    fallback: node.default === undefined ? null : toml(node.default),
    required: node.wrapped === undefined,
    effect: effectOf(name, node),
    atRunTime: takenAtRunTime(name),
  };
}

/** Text, numbers, words and lists of them are in TOML what they are in JSON. */
const toml = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(toml).join(', ')}]` : JSON.stringify(value);
