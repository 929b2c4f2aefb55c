import type { MoNode } from './model.js';

/** An interior node, with nothing but what is said. */
export const interior = (
  path: string,
  properties: Partial<Pick<MoNode, 'type' | 'acl'>> = {},
): MoNode => ({
  path,
  format: 'node',
  type: null,
  value: null,
  acl: null,
  title: null,
  ref: null,
  ...properties,
});
