import { BOOTSTRAP_CONFIG } from '../tree/bootstrap-config.js';
import { describedAt } from '../tree/ddf/lookup.js';
import { COPY_ACCESS } from '../tree/initial-rights.js';
import { below } from '../tree/uri.js';
import type { Tell } from './dmacc/interior.js';
import { EXT } from './places.js';
import { copyOf, type ScratchNode } from './scratch.js';

/**
 * A Bootstrap Config MO (6.3) with the nodes and values that it may have. `warn` is told what was not as it should be, `leaveOut` what it does not have;
 * what a vendor put into an Ext is left out as well (5.5.5).
 */
export function toBootstrapConfig(node: ScratchNode, warn: Tell, leaveOut: Tell): ScratchNode {
  const config = copyOf(node);
  const visit = (parent: ScratchNode, path: readonly string[]): void => {
    for (const [name, child] of [...parent.children]) {
      const at = [...path, name];
      const { access, format, value } = describedAt(below(BOOTSTRAP_CONFIG.uri, at.join('/')));
      const isInterior = child.format === 'node';
      if (name === EXT || access.length === 0 || (format === 'node') !== isInterior) {
        parent.children.delete(name);
        leaveOut(at, 'it is no node of the Bootstrap Config MO that is handled, and is left out');
      } else if (isInterior) {
        visit(child, at);
      } else if (
        value !== null &&
        !(typeof child.value === 'string' && value[0].test(child.value))
      ) {
        parent.children.delete(name);
        leaveOut(at, `it is not ${value[1]}, and is left out`);
      } else {
        if (name === 'AccessCode' && (Number(child.value) & COPY_ACCESS) !== 0) {
          warn(at, 'Copy grants nothing, as no ACL has a word for it');
        }
        parent.children.set(name, { ...child, format: format ?? child.format });
      }
    }
  };
  visit(config, []);
  return config;
}
