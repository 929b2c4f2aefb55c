import { domainOf } from '../../../lib/discovery/index.js';
import { errorText } from '../../../lib/error.js';
import { printable } from '../../../lib/text.js';
import { give } from '../../discovery/given.js';
import { GIVEN } from '../../discovery/place.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import type { DOMAIN } from './table.js';

export async function run({ values, words }: Given<typeof DOMAIN>): Promise<ExitCode> {
  const [name] = words;
  const domain = name === undefined ? null : domainOf(name);
  if (name !== undefined && domain === null) {
    throw new Exit(EXIT.data, `expected a domain such as example.com, got "${printable(name)}"`);
  }
  try {
    give(GIVEN, values.source!, domain);
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, `the domain cannot be kept: ${errorText(error)}`);
  }
  return EXIT.ok;
}
