import {
  type Command,
  type GroupCommand,
  type Item,
  type ItemCommand,
  isElement,
  isTnds,
  leafValue,
  moIdentifier,
  type OtherCommand,
} from '../syncml/index.js';
import { isFormat } from '../tree/format.js';
import type { Origin } from '../tree/model.js';
import { type Found, findObjects, identityOf } from './find.js';
import { NOT_HERE, READ_ONLY, RESERVED } from './places.js';
import { type CommandEntry, type Failure, type Lines, lengthOf, shown } from './report.js';
import { makeNode, type Scratch, type ScratchNode } from './scratch.js';
import { Secrets } from './secrets.js';
import { installTnds } from './tnds.js';
import { parseUri } from './uri.js';

/** Status codes (OMA-SyncML-DMRepPro-V1_2) that are not an item's own. */
const OK = 200;
const NOT_EXECUTED = 215;
const ROLLED_BACK = 216;
const IN_ATOMIC = 500;
const ATOMIC_FAILED = 507;

/** Commands that ask for an answer, or give one: there is nobody to send it to. */
const INERT: ReadonlySet<string> = new Set(['Alert', 'Exec', 'Get', 'Results', 'Status']);

const UNSUPPORTED: Failure = { code: 406, note: 'this command is not supported in a bootstrap' };
const BAD_FORMAT: Failure = { code: 415, note: 'there is no such Format' };
const BAD_DATA: Failure = { code: 415, note: 'elements in Data that are no TNDS' };
const MISSING: Failure = { code: 404, note: 'this message has no such node' };
const INTERIOR: Failure = { code: 405, note: 'an interior node has no value to replace' };
const DUPLICATE: Failure = { code: 418, note: 'this message brings the same object twice' };

/** Leaves that say who their object is. */
const ID_LEAF = /(?:ServerID|NapId|ProxyId)\/?$/i;

/** As encoders number commands. */
const CMD_ID = /^\d{1,5}$/;

type Entry = { -readonly [Key in keyof CommandEntry]: CommandEntry[Key] };

/** Carries out the commands of a message, in its order, on its scratch tree. */
export class Executor {
  readonly entries: Entry[] = [];
  /** Of all commands, failed and skipped ones included. */
  readonly secrets = new Secrets();
  readonly #scratch: Scratch;
  readonly #origin: Origin;
  readonly #warnings: Lines;

  constructor(scratch: Scratch, origin: Origin, warnings: Lines) {
    this.#scratch = scratch;
    this.#origin = origin;
    this.#warnings = warnings;
  }

  run(commands: readonly Command[]): void {
    for (const command of commands) this.#run(command, false);
  }

  /** False where the command failed, so that an Atomic around it fails too. */
  #run(command: Command, inAtomic: boolean): boolean {
    const entry = this.#enter(command);
    switch (command.kind) {
      case 'add':
      case 'replace':
        return this.#items(command, entry);
      case 'atomic':
        return this.#atomic(command, entry, inAtomic);
      case 'sequence':
        return this.#sequence(command, inAtomic);
      case 'other':
        return this.#other(command, entry, inAtomic);
    }
  }

  #enter(command: Command): Entry {
    const items = 'items' in command ? command.items : [];
    for (const { target, data } of items) this.secrets.add(target, data);
    const target = items[0]?.target;
    const entry: Entry = {
      cmdId: CMD_ID.test(command.cmdId) ? command.cmdId : '',
      name: command.name,
      target: target === undefined ? null : shownTarget(target),
      code: OK,
      note: null,
    };
    this.entries.push(entry);
    return entry;
  }

  /** All items or none. */
  #items({ kind, items }: ItemCommand, entry: Entry): boolean {
    const mark = this.#scratch.mark();
    for (const item of items) {
      const failure = this.#item(kind, item);
      if (failure !== null) {
        this.#scratch.rollback(mark);
        entry.target = shownTarget(item.target);
        return fail(entry, failure);
      }
    }
    if (items.some(canRepeat) && this.#hasDuplicate()) {
      this.#scratch.rollback(mark);
      return fail(entry, DUPLICATE);
    }
    return true;
  }

  #item(kind: ItemCommand['kind'], item: Item): Failure | null {
    const parsed = parseUri(item.target);
    if (!('path' in parsed)) return parsed;
    const { path } = parsed;
    if (!isOpen(kind, path, item)) return NOT_HERE;
    if (isTnds(item)) {
      const { secrets } = this;
      return installTnds(this.#scratch, kind, {
        item,
        target: path,
        secrets,
        warnings: this.#warnings,
      });
    }
    return kind === 'add' ? this.#add(path, item) : this.#replace(path, item);
  }

  #add(path: readonly string[], { format, type, data, offset }: Item): Failure | null {
    const word = format ?? 'chr';
    if (!isFormat(word)) return BAD_FORMAT;
    if (word === 'node') return this.#put(path, makeNode(word, { type: moIdentifier(type) }));
    if (isElement(data)) return BAD_DATA;
    return this.#put(path, makeNode(word, { type, value: leafValue(word, data, offset) }));
  }

  #put(path: readonly string[], node: ScratchNode): Failure | null {
    return this.#scratch.add(this.#scratch.root, path, node);
  }

  #replace(path: readonly string[], { format, type, data, offset }: Item): Failure | null {
    const old = this.#scratch.find(path);
    if (old === undefined) return MISSING;
    const word = format ?? old.format;
    if (!isFormat(word)) return BAD_FORMAT;
    if (old.format === 'node' || word === 'node') return INTERIOR;
    if (isElement(data)) return BAD_DATA;
    const value = leafValue(word, data, offset);
    return this.#scratch.replace(path, { ...old, format: word, type: type ?? old.type, value });
  }

  #atomic({ commands }: GroupCommand, entry: Entry, inAtomic: boolean): boolean {
    if (inAtomic) {
      return fail(entry, { code: IN_ATOMIC, note: 'an Atomic inside an Atomic' });
    }
    const mark = this.#scratch.mark();
    const first = this.entries.length;
    if (this.#untilFailure(commands)) return true;

    this.#scratch.rollback(mark);
    for (const inner of this.entries.slice(first)) {
      if (inner.code === OK) inner.code = ROLLED_BACK;
    }
    return fail(entry, { code: ATOMIC_FAILED, note: 'a command in it failed' });
  }

  #sequence({ commands }: GroupCommand, inAtomic: boolean): boolean {
    if (inAtomic) return this.#untilFailure(commands);
    for (const command of commands) this.#run(command, false);
    return true;
  }

  #untilFailure(commands: readonly Command[]): boolean {
    let ok = true;
    for (const command of commands) {
      if (ok) ok = this.#run(command, true);
      else this.#skip(command);
    }
    return ok;
  }

  #skip(command: Command): void {
    this.#enter(command).code = NOT_EXECUTED;
    if ('commands' in command) for (const inner of command.commands) this.#skip(inner);
  }

  #other({ name }: OtherCommand, entry: Entry, inAtomic: boolean): boolean {
    if (name === 'Get' && inAtomic) {
      return fail(entry, { code: IN_ATOMIC, note: 'a Get inside an Atomic' });
    }
    if (!INERT.has(name)) return fail(entry, UNSUPPORTED);
    entry.code = null;
    entry.note = 'it has no meaning in a bootstrap';
    return true;
  }

  #hasDuplicate(): boolean {
    const seen = new Set<string>();
    return findObjects(this.#scratch).some((object) => {
      const identity = isKnown(object) ? identityOf(object, this.#origin) : null;
      if (identity === null) return false;
      if (seen.has(identity)) return true;
      seen.add(identity);
      return false;
    });
  }
}

/** The root takes nothing but what a TNDS adds, what describes the device nothing at all, and permanent nodes are not replaced. */
function isOpen(kind: ItemCommand['kind'], path: readonly string[], item: Item): boolean {
  const [top] = path;
  if (top === undefined) return kind === 'add' && isTnds(item);
  const isPermanent = top === 'Inbox' || (path.length === 1 && RESERVED.has(top));
  return !READ_ONLY.has(top) && !(kind === 'replace' && isPermanent);
}

/** False of an item that can give no object an identity that another one has. */
function canRepeat(item: Item): boolean {
  return isTnds(item) || item.format === 'node' || ID_LEAF.test(item.target);
}

/** False of what is an object but by its URI. */
const isKnown = ({ kind, node }: Found): boolean => kind !== 'other' || node.type !== null;

/** A target if it is a URI of the tree. */
const shownTarget = (target: string): string =>
  /^\.(?:\/|$)/.test(target) && 'path' in parseUri(target) ? shown(target) : lengthOf(target);

function fail(entry: Entry, { code, note }: Failure): boolean {
  entry.code = code;
  entry.note = note;
  return false;
}
