import { domainOf } from '../../../lib/discovery/index.js';
import { errorText } from '../../../lib/error.js';
import { printable } from '../../../lib/text.js';
import { give } from '../../discovery/given.js';
import { GIVEN } from '../../discovery/place.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import type { DOMAIN } from './table.js';

/** As Linux has it (dev_valid_name): at most 15 octets, without a slash, a colon or a space. */
const INTERFACE = /^[^\s/:]{1,15}$/;

export async function run({ values, words }: Given<typeof DOMAIN>): Promise<ExitCode> {
  const [name] = words;
  const { source, interface: from = null } = values;
  if (from !== null && !INTERFACE.test(from)) {
    throw new Exit(EXIT.usage, `--interface: expected a name, got "${printable(from)}"`);
  }
  const domain = name === undefined ? null : domainOf(name);
  try {
    // What was given before is not so any more, even where what is given now is no domain.
    give(GIVEN, { source: source!, domain, from });
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, `the domain cannot be kept: ${errorText(error)}`);
  }
  if (name !== undefined && domain === null) {
    throw new Exit(EXIT.data, `expected a domain such as example.com, got "${printable(name)}"`);
  }
  return EXIT.ok;
}
