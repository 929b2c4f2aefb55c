import { isSecret } from '../tree/secret.js';
import { childOf, type Field, type Located, textAt } from './field.js';

/** A value in a document: one that is secret by its name, one that is not and may be a document itself, one without a name, which may be either, or an address. */
export interface Value {
  readonly field: Field;
  readonly use: 'secret' | 'value' | 'nameless' | 'address';
}

const useOf = (name: string): Value['use'] =>
  name === '' ? 'nameless' : isSecret(name) ? 'secret' : 'value';

/**
 * The values of a document, wherever they stand in it: those of items and nodes, addresses of parties, of credentials and nonces in SyncML, and of parms. A truth value of the format `bool` is no secret, whatever its leaf is
 * called; `format` is what the Meta of the command says of all of its items.
 */
export function* valuesOf(element: Located, format = ''): Generator<Value> {
  const { name, attributes, children } = element;
  const own = textAt(element, 'Meta', 'Format') || format;
  switch (name) {
    case 'Item': {
      const data = childOf(element, 'Data');
      const use = useOf(textAt(element, 'Target', 'LocURI'));
      yield* within(data, own === 'bool' && isTruth(data) ? 'value' : use);
      break;
    }
    case 'Node': {
      const called = textAt(element, 'NodeName') || textAt(element, 'RTProperties', 'Name');
      const value = childOf(element, 'Value');
      const properties = childOf(element, 'RTProperties');
      const formats = properties && childOf(properties, 'Format');
      const isBool = formats !== undefined && childOf(formats, 'bool') !== undefined;
      yield* within(value, isBool && isTruth(value) ? 'value' : useOf(called));
      break;
    }
    case 'LocURI':
      yield { field: element.content, use: 'address' };
      break;
    case 'Cred':
      yield* within(childOf(element, 'Data'), 'secret');
      break;
    case 'NextNonce':
      yield* within(element, 'secret');
      break;
    case 'parm': {
      const field = attributes.get('value');
      if (field !== undefined) yield { field, use: useOf(attributes.get('name')?.text ?? '') };
      break;
    }
  }
  for (const child of children) yield* valuesOf(child, own);
}

const isTruth = (element: Located | undefined): boolean =>
  /^(?:true|false)$/i.test(element?.content.text ?? '');

/** What stands in an element; of a secret one also what stands in those below it. */
function* within(element: Located | undefined, use: Value['use']): Generator<Value> {
  if (element === undefined) return;
  yield { field: element.content, use };
  if (use !== 'secret') return;
  for (const child of element.children) yield* within(child, use);
}
