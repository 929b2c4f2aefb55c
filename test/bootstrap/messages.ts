import type { Bootstrap, BootstrapOptions } from '../../lib/bootstrap/index.js';
import { processBootstrap } from '../../lib/bootstrap/index.js';
import type { LayerInput, Mo, Origin } from '../../lib/tree/model.js';
import { heard } from '../support/secrecy.js';
import { encodeMessage } from '../syncml/encode.js';

export const CARD: Origin = { kind: 'smartcard', id: '8949000000000000001' };

export const SOURCE = 'https://dm.example.com/';

export const DMACC = 'urn:oma:mo:oma-dm-dmacc:1.0';
export const NAP = 'urn:oma:mo:oma-connmo-nap:1.0';
export const PROXY = 'urn:oma:mo:oma-connmo-proxy:1.0';

export const leaf = (name: string, value: string, format = 'chr'): string =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><${format}/></Format></RTProperties><Value>${value}</Value></Node>`;

export const node = (name: string, type: string | null, ...children: string[]): string =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><node/></Format>${
    type === null ? '' : `<Type><DDFName>${type}</DDFName></Type>`
  }</RTProperties>${children.join('')}</Node>`;

export const tnds = (...nodes: string[]): string =>
  `<MgmtTree><VerDTD>1.2</VerDTD>${nodes.join('')}</MgmtTree>`;

/** An account that is valid, with more nodes where they are given. */
export const account = (
  name: string,
  serverId: string,
  address: string,
  ...more: string[]
): string =>
  node(
    name,
    DMACC,
    leaf('AppID', 'w7'),
    leaf('ServerID', serverId),
    node('AppAddr', null, node('1', null, leaf('Addr', address), leaf('AddrType', 'URI'))),
    ...more,
  );

/** A command of one item; `data` is markup. Its message numbers it. */
export function command(
  name: string,
  target: string,
  { data, format, type }: { data?: string; format?: string; type?: string } = {},
): string {
  const meta =
    (format === undefined ? '' : `<Format>${format}</Format>`) +
    (type === undefined ? '' : `<Type>${type}</Type>`);
  return `<${name}><CmdID>0</CmdID>${meta === '' ? '' : `<Meta>${meta}</Meta>`}<Item><Target><LocURI>${target}</LocURI></Target>${
    data === undefined ? '' : `<Data>${data}</Data>`
  }</Item></${name}>`;
}

export const add = (target: string, data: string): string => command('Add', target, { data });

export const copy = (source: string, target: string): string =>
  command('Copy', target).replace(
    '<Target>',
    `<Source><LocURI>${source}</LocURI></Source><Target>`,
  );

export const inbox = (...nodes: string[]): string =>
  command('Add', './Inbox', {
    data: tnds(...nodes),
    format: 'xml',
    type: 'application/vnd.syncml.dmtnds+xml',
  });

export const group = (name: 'Atomic' | 'Sequence', ...commands: string[]): string =>
  `<${name}><CmdID>0</CmdID>${commands.join('')}</${name}>`;

export interface HeaderParts {
  readonly source?: string;
  readonly verDtd?: string;
  readonly verProto?: string;
}

/** A whole message with these commands in it. */
export const message = (
  commands: readonly string[],
  { source = SOURCE, verDtd = '1.2', verProto = 'DM/1.2' }: HeaderParts = {},
): string =>
  `<SyncML><SyncHdr><VerDTD>${verDtd}</VerDTD><VerProto>${verProto}</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>` +
  `<Target><LocURI>device</LocURI></Target><Source><LocURI>${source}</LocURI></Source></SyncHdr>` +
  `<SyncBody>${numbered(commands.join(''))}<Final/></SyncBody></SyncML>`;

function numbered(commands: string): string {
  let last = 0;
  return commands.replace(/<CmdID>0</g, () => {
    last += 1;
    return `<CmdID>${last}<`;
  });
}

/** What such a message comes to. */
export function run(commands: readonly string[], header: HeaderParts = {}): Bootstrap {
  const result = processBootstrap(encodeMessage(message(commands, header)), CARD);
  heard(JSON.stringify(result.report));
  return result;
}

/** What a card with this message alone brings. */
export function layerOf(bytes: Uint8Array, origin: Origin, options?: BootstrapOptions): LayerInput {
  const { mos, report } = processBootstrap(bytes, origin, options);
  heard(JSON.stringify(report));
  return { origin, documents: [{ kind: 'dm', oid: null, label: null, bytes, report }], mos };
}

/** As `run`, after an account that makes the message a bootstrap. */
export const runWithAccount = (...commands: string[]): Bootstrap =>
  run([inbox(account('Op', 'com.example.dm', SOURCE)), ...commands]);

/** The codes of all commands, in order; that of the account of `runWithAccount` left out. */
export const codes = ({ report }: Bootstrap): (number | null)[] =>
  report.commands.slice(1).map(({ code }) => code);

/** Where an object wants to stand. */
export const uriOf = ({ parent, name }: Mo): string => `${parent}/${name}`;

export const uris = ({ mos }: Bootstrap): string[] => mos.map(uriOf);

export function mo({ mos }: Bootstrap, uri: string): Mo {
  const found = mos.find((candidate) => uriOf(candidate) === uri);
  if (found === undefined) throw new Error(`no object at ${uri}`);
  return found;
}

/** The nodes of an object, by path. */
export const paths = ({ nodes }: Mo): string[] => nodes.map(({ path }) => path);

export const valueAt = (object: Mo, path: string): string | Uint8Array | null | undefined =>
  object.nodes.find((candidate) => candidate.path === path)?.value;
