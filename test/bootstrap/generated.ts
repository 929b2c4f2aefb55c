import fc from 'fast-check';
import {
  account,
  add,
  command,
  copy,
  group,
  inbox,
  leaf,
  NAP,
  node,
  PROXY,
  SOURCE,
  tnds,
} from './messages.js';

/** Few of each, so that they meet. */
const name = fc.constantFrom('A', 'B', '1', 'a b', 'DMAcc', 'Ext');
const server = fc.constantFrom('s1', 's2', 's3');
const id = fc.constantFrom('i', 'j');
const address = fc.constantFrom(SOURCE, 'https://b.example.com/');
const value = fc.constantFrom('', 'x', ' y ', 'é');
const version = fc.constantFrom('1.0', '1.1', '1.2', '1.7', '2.0');
const target = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((path) => `./V/${path.join('/')}`);

const inVersion = (xml: string, number: string): string => xml.replace(/:1\.0</, `:${number}<`);

const reference = fc.oneof(
  name.map((called) => `./Inbox/${called}`),
  name.map((called) => `./NAP/${called}`),
  id,
);

const dmAcc = fc
  .tuple(name, server, address, fc.option(reference), value, version)
  .map(([called, serverId, at, pref, text, number]) =>
    inVersion(
      account(
        called,
        serverId,
        at,
        ...(pref === null ? [] : [leaf('PrefConRef', pref)]),
        node('AppAuth', null, node('1', null, leaf('AAuthSecret', text))),
        leaf('Vendor', text),
      ),
      number,
    ),
  );

const connection = fc
  .tuple(name, fc.constantFrom([NAP, 'NapId'], [PROXY, 'ProxyId']), fc.option(id), reference)
  .map(([called, [type, leafName], own, ref]) =>
    node(called, type!, leaf(own === null ? 'Name' : leafName!, own ?? 'x'), leaf('ConRef', ref)),
  );

const other = fc
  .tuple(name, fc.option(fc.constant('urn:oma:mo:oma-fumo:1.0')), version, value)
  .map(([called, type, number, text]) => inVersion(node(called, type, leaf('a', text)), number));

const objects = fc.array(fc.oneof(dmAcc, connection, other), { minLength: 1, maxLength: 4 });

/** Leaves of an account or an access point, in the shape of DM 1.1 or not at all. */
const oneByOne = fc
  .tuple(fc.constantFrom('./DMAcc', './SyncML/DMAcc', './NAP'), name, server, address)
  .map(([place, called, serverId, at]) =>
    [
      add(`${place}/${called}/ServerId`, serverId),
      add(`${place}/${called}/Addr`, at),
      add(`${place}/${called}/NapId`, serverId),
    ].join(''),
  );

const simple = fc.oneof(
  objects.map((nodes) => inbox(...nodes)),
  fc.tuple(target, objects).map(([at, nodes]) => command('Add', at, { data: tnds(...nodes) })),
  fc.tuple(target, value).map(([at, data]) => add(at, data)),
  fc.tuple(target, value).map(([at, data]) => command('Replace', at, { data })),
  target.map((at) => command('Delete', at)),
  fc.tuple(target, target).map(([from, to]) => copy(from, to)),
  oneByOne,
  fc.constantFrom('Get', 'Alert', 'Map').map((inert) => command(inert, './V')),
);

const grouped = fc
  .tuple(
    fc.constantFrom('Atomic' as const, 'Sequence' as const),
    fc.array(simple, { maxLength: 4 }),
  )
  .map(([kind, commands]) => group(kind, ...commands));

/** Commands of a message with an account that makes it a bootstrap. */
export const generatedCommands: fc.Arbitrary<string[]> = fc
  .tuple(server, fc.array(fc.oneof({ arbitrary: simple, weight: 3 }, grouped), { maxLength: 6 }))
  .map(([serverId, commands]) => [inbox(account('Op', serverId, SOURCE)), ...commands]);
