import { type Characteristic, parmValue } from './document.js';
import { label, type Notes } from './notes.js';
import { PROXY } from './tables/proxy.js';

/** One PXPHYSICAL with what its PXLOGICAL says of all of them, as their table takes it. */
export interface PhysicalProxy {
  /** Null of the first one: it is who the PXLOGICAL is. */
  readonly instance: string | null;
  readonly source: Characteristic;
}

/** The object has room for one address, so that each PXPHYSICAL becomes one; none, and a line in `notes`, where there is no PXPHYSICAL. */
export function readProxies(logical: Characteristic, notes: Notes): PhysicalProxy[] {
  const { characteristics } = logical;
  const physicals = characteristics.filter(({ type }) => type === 'PXPHYSICAL');
  if (physicals.length === 0) notes.ignored.add(`${label(logical)}: it has no PXPHYSICAL`);
  const isPort = ({ type }: Characteristic): boolean => type === 'PORT';
  const shared = characteristics.filter((inner) => inner.type !== 'PXPHYSICAL' && !isPort(inner));

  return physicals.map((physical, at) => {
    const isFirst = at === 0;
    // Ports of its own stand in place of those for all.
    const ports = physical.characteristics.some(isPort) ? [] : characteristics.filter(isPort);
    return {
      instance: isFirst ? null : (parmValue(physical, 'PHYSICAL-PROXY-ID') ?? `${at + 1}`),
      source: {
        ...(isFirst ? logical : physical),
        parms: [
          // What has no place in the tree is told once.
          ...logical.parms.filter(({ name }) => isFirst || PROXY.leaves.has(name)),
          ...physical.parms,
        ],
        characteristics: [...shared, ...ports, ...physical.characteristics],
      },
    };
  });
}
