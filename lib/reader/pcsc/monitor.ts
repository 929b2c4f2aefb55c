/**
 * The monitor child: lists and watches readers, never connects to one. Started with the argument `once` it lists and ends.
 */
import { errorText } from '../../error.js';
import { type Binding, loadBinding, type NativeReader } from './binding.js';
import { leave, liveWithParent, say } from './child.js';
import { RETRY, type WatchRequest } from './protocol.js';

const once = process.argv[2] === 'once';
const watched = new Map<string, NativeReader>();
/** What native threads still use. */
const kept = new Set<object>();

function namesOf(listing: Uint8Array): string[] {
  return Buffer.from(listing)
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

/** Nothing of the binding recovers after an error: the parent starts a fresh child. */
function fail(error: unknown): void {
  say({ kind: 'down', reason: errorText(error) }, leave);
}

function watch({ CardReader }: Binding, reader: string): void {
  if (watched.has(reader)) return;
  const native = new CardReader(reader);
  watched.set(reader, native);
  kept.add(native);
  native.emit = () =>
    setImmediate(() => {
      watched.delete(reader);
      say({ kind: 'gone', reader });
      setImmediate(() => kept.delete(native));
    });
  native.get_status((error, state) =>
    setImmediate(() => (error ? fail(error) : say({ kind: 'state', reader, state }))),
  );
}

/** The constructor throws as long as there is no service: it is tried again here, which costs less than a fresh child. */
function list(binding: Binding, wait: number): void {
  try {
    const lister = new binding.PCSCLite();
    kept.add(lister);
    lister.start((error, listing) =>
      setImmediate(() => {
        if (error) {
          fail(error);
          return;
        }
        const readers = namesOf(listing);
        say({ kind: 'listed', readers }, once ? leave : undefined);
        if (!once) for (const reader of readers) watch(binding, reader);
      }),
    );
  } catch (error) {
    if (once) {
      fail(error);
      return;
    }
    say({ kind: 'down', reason: errorText(error) });
    setTimeout(list, wait, binding, Math.min(2 * wait, RETRY.LONGEST));
  }
}

liveWithParent();
const binding = loadBinding();
if ('absent' in binding) {
  say({ kind: 'absent-module', reason: binding.absent }, leave);
} else {
  process.on('message', ({ readers }: WatchRequest) => {
    for (const reader of readers) watch(binding, reader);
  });
  list(binding, RETRY.FIRST);
}
