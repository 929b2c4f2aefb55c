import fc from 'fast-check';
import type { NewTndsNode, TndsNode } from '../../lib/syncml/index.js';
import { NODE_FORMATS, type NodeFormat } from '../../lib/tree/format.js';

/** Text that XML can hold and that no reader trims. */
const word = fc.stringMatching(/^[!-~é€]{1,12}$/);
const optionalWord = fc.option(word);

/** White space inside and around it, but no line end at an end: that is the printer's. */
const text = fc.oneof(
  fc.constantFrom('', ' ', ' a  b ', 'a\nb', '<&>"', 'AQID'),
  fc.stringMatching(/^[ -~é€]{0,40}$/),
);

const leafFormat = fc.constantFrom(...NODE_FORMATS.filter((format) => format !== 'node'));

const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes));

function valueFor(format: NodeFormat): fc.Arbitrary<TndsNode['value']> {
  if (format === 'null') return fc.constant(null);
  return fc.option<string | Uint8Array>(format === 'bin' ? octets : text);
}

const properties = {
  name: word,
  acl: optionalWord,
  title: optionalWord,
  tStamp: optionalWord,
  verNo: optionalWord,
};

const { node } = fc.letrec<Record<'node' | 'leaf' | 'interior', NewTndsNode>>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('interior')),
  leaf: leafFormat.chain((format) =>
    fc.record<NewTndsNode>({
      ...properties,
      type: fc.option(fc.constantFrom('text/plain', 'a/b', 'odd')),
      format: fc.constant(format),
      value: valueFor(format),
    }),
  ),
  interior: fc.record<NewTndsNode>({
    ...properties,
    type: fc.option(fc.constantFrom('urn:oma:mo:x:1.0', 'org.x/1.0/y')),
    format: fc.constant('node' as const),
    value: fc.constant(null),
    children: fc.array(tie('node'), { maxLength: 4 }),
  }),
}));

/** What can stand directly under MgmtTree. */
export const generatedNodes: fc.Arbitrary<NewTndsNode[]> = fc.array(
  fc.tuple(node, fc.option(word)).map(([top, path]) => ({ ...top, path: path ?? '' })),
  { maxLength: 4 },
);

/** What a reader makes of it, without regard to where it stands. */
export function asRead(node: NewTndsNode | TndsNode): unknown {
  const { children = [], ...rest } = node;
  return {
    path: '',
    type: null,
    acl: null,
    title: null,
    tStamp: null,
    verNo: null,
    value: null,
    ...rest,
    children: children.map(asRead),
    offset: null,
  };
}
