import { dmAccIdentity, moIdentity, napIdentity, proxyIdentity } from '../tree/identity.js';
import type { Origin } from '../tree/model.js';
import { readAccount } from './account.js';
import { type Characteristic, type ProvDocument, parmValue } from './document.js';
import { label, type Notes } from './notes.js';
import { readProxies } from './proxy.js';
import { ACCESS_POINT } from './tables/access-point.js';
import { ACCOUNT } from './tables/account.js';
import { APPLICATION } from './tables/application.js';
import { PROXY } from './tables/proxy.js';
import type { Table } from './tables/table.js';

/** An object that is to be made of a characteristic. */
export interface Planned extends Candidate {
  /** Its name below the parent: a number from 1 up, in the order of the document (OMA-TS-DM_Bootstrap-V1_3, 5.4.2). */
  readonly name: string;
}

interface Candidate {
  readonly kind: 'dmacc' | 'nap' | 'proxy' | 'other';
  readonly table: Table;
  /** As the table takes it. */
  readonly source: Characteristic;
  /** APPID, NAPID or PROXY-ID; of an account the ServerID. */
  readonly id: string;
  readonly identity: string;
}

const DM_ACCOUNT = 'w7';

/** The objects that a document is mapped to, each once, in its order. What is none, and why, is told to `notes`. */
export function plan({ characteristics }: ProvDocument, origin: Origin, notes: Notes): Planned[] {
  const seen = new Set<string>();
  const counts = new Map<Table, number>();
  return characteristics
    .flatMap((source) => candidatesOf(source, origin, notes))
    .flatMap((object) => {
      if (seen.has(object.identity)) {
        notes.ignored.add(`${label(object.source)}: this document brings the same object twice`);
        return [];
      }
      seen.add(object.identity);
      const number = (counts.get(object.table) ?? 0) + 1;
      counts.set(object.table, number);
      return { ...object, name: `${number}` };
    });
}

function candidatesOf(source: Characteristic, origin: Origin, notes: Notes): Candidate[] {
  switch (source.type) {
    case 'APPLICATION':
      return withId(source, 'APPID', notes, (id) =>
        id === DM_ACCOUNT ? accountOf(source, notes) : applicationOf(source, id),
      );
    case 'NAPDEF':
      return withId(source, 'NAPID', notes, (id) => [
        { kind: 'nap', table: ACCESS_POINT, source, id, identity: napIdentity(origin, id) },
      ]);
    case 'PXLOGICAL':
      return withId(source, 'PROXY-ID', notes, (id) => proxiesOf(source, { id, origin, notes }));
    default:
      notes.unmapped.add(label(source));
      return [];
  }
}

/** Nothing is made of what has no id: nobody could refer to it, or tell it from others. */
function withId(
  source: Characteristic,
  name: string,
  notes: Notes,
  make: (id: string) => Candidate[],
): Candidate[] {
  const id = parmValue(source, name);
  if (id !== null) return make(id);
  notes.ignored.add(`${label(source)}: it has no ${name}`);
  return [];
}

function accountOf(application: Characteristic, notes: Notes): Candidate[] {
  const account = readAccount(application, notes);
  if (account === null) return [];
  const { serverId: id, source } = account;
  return [{ kind: 'dmacc', table: ACCOUNT, source, id, identity: dmAccIdentity(id) }];
}

function applicationOf(source: Characteristic, id: string): Candidate[] {
  const provider = parmValue(source, 'PROVIDER-ID') ?? parmValue(source, 'NAME') ?? '';
  return [{ kind: 'other', table: APPLICATION, source, id, identity: moIdentity(id, provider) }];
}

function proxiesOf(
  logical: Characteristic,
  { id, origin, notes }: { id: string; origin: Origin; notes: Notes },
): Candidate[] {
  return readProxies(logical, notes).map(({ instance, source }) => {
    const own = proxyIdentity(origin, id);
    // An id is encoded, so that none of them ends in a `/` and more.
    const identity = instance === null ? own : `${own}/${encodeURIComponent(instance)}`;
    return { kind: 'proxy', table: PROXY, source, id, identity };
  });
}
