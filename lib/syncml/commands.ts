import type { Element } from '../wbxml/index.js';
import { SYNCML_TAGS } from '../wbxml/tables/syncml.js';
import { child, content, elements, text } from './dom.js';
import { malformed, rejected } from './error.js';
import type { Command, GroupCommand, Item, ItemCommand } from './model.js';

/** Commands of a message, those inside Atomic and Sequence included. */
const MAX_COMMANDS = 512;
/** Items of all commands of a message. */
const MAX_ITEMS = 512;
/** Atomic and Sequence inside one another. */
const MAX_NESTING = 8;

/** Children of SyncBody, Atomic and Sequence that are no commands. */
const NO_COMMAND: ReadonlySet<string> = new Set([
  'CmdID',
  'Correlator',
  'Cred',
  'Final',
  'Lang',
  'Meta',
  'NoResp',
]);

/** A literal may be called anything. */
const NAMES: ReadonlySet<string> = new Set(Object.values(SYNCML_TAGS));

const KINDS: Readonly<Record<string, ItemCommand['kind'] | GroupCommand['kind']>> = {
  Add: 'add',
  Replace: 'replace',
  Delete: 'delete',
  Copy: 'copy',
  Atomic: 'atomic',
  Sequence: 'sequence',
};

const NUMBER = /^\d{1,9}$/;

/**
 * The commands of a SyncBody, in its order.
 * Throws `MessageError`: `rejected` where an item is to be continued in another message; `malformed` where a bound of this file is hit.
 */
export function readCommands(body: Element): Command[] {
  return new CommandReader().read(body, 0);
}

class CommandReader {
  #commands = 0;
  #items = 0;

  read(parent: Element, depth: number): Command[] {
    return elements(parent)
      .filter(({ name }) => !NO_COMMAND.has(name))
      .map((element) => this.#command(element, depth));
  }

  #command(element: Element, depth: number): Command {
    this.#commands += 1;
    if (this.#commands > MAX_COMMANDS || depth > MAX_NESTING) {
      throw malformed(
        element.offset,
        `expected at most ${MAX_COMMANDS} commands, ${MAX_NESTING} inside one another, found more`,
      );
    }
    const name = NAMES.has(element.name) ? element.name : 'unknown';
    const cmdId = text(child(element, 'CmdID'));
    const kind = KINDS[name];
    switch (kind) {
      case 'add':
      case 'replace':
      case 'delete':
      case 'copy':
        return { kind, name, cmdId, items: this.#itemsOf(element) };
      case 'atomic':
      case 'sequence':
        return { kind, name, cmdId, commands: this.read(element, depth + 1) };
      default:
        itemsIn(element).forEach(refuseContinued);
        return { kind: 'other', name, cmdId };
    }
  }

  #itemsOf(command: Element): Item[] {
    const outer = readMeta(command);
    return itemsIn(command).map((item) => {
      this.#items += 1;
      if (this.#items > MAX_ITEMS) {
        throw malformed(item.offset, `expected at most ${MAX_ITEMS} items, found more`);
      }
      return readItem(item, outer);
    });
  }
}

const itemsIn = (command: Element): Element[] =>
  elements(command).filter(({ name }) => name === 'Item');

type Meta = Pick<Item, 'format' | 'type' | 'size'>;

/** Format, Type and Size (MetInf), inside an element of their own name or not. */
function readMeta(element: Element): Meta {
  const meta = child(element, 'Meta');
  const metInf = meta && (child(meta, 'MetInf') ?? meta);
  const word = (name: string): string | null => (metInf && text(child(metInf, name))) || null;
  const size = word('Size');
  return {
    format: word('Format'),
    type: word('Type'),
    size: size !== null && NUMBER.test(size) ? Number(size) : null,
  };
}

function readItem(item: Element, outer: Meta): Item {
  refuseContinued(item);
  const own = readMeta(item);
  const data = child(item, 'Data');
  return {
    target: locUri(item, 'Target'),
    source: locUri(item, 'Source'),
    format: own.format ?? outer.format,
    type: own.type ?? outer.type,
    size: own.size ?? outer.size,
    data: data === undefined ? null : elements(data).length > 0 ? data : content(data),
    offset: item.offset,
  };
}

function locUri(item: Element, name: 'Target' | 'Source'): string {
  const end = child(item, name);
  return text(end && child(end, 'LocURI'));
}

function refuseContinued(item: Element): void {
  if (child(item, 'MoreData') !== undefined) {
    throw rejected('an item has MoreData, but a bootstrap is one message', item.offset);
  }
}
