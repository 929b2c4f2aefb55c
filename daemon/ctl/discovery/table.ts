import { GIVEN, SOURCES } from '../../discovery/place.js';
import type { Options } from '../../options.js';
import type { Command } from '../command.js';

export const DOMAIN = {
  source: {
    type: 'string',
    value: 'SOURCE',
    choices: SOURCES,
    required: true,
    help: "fqdn or access: DHCP's option for the client's name, or for the domain of the access network",
  },
  interface: {
    type: 'string',
    value: 'INTERFACE',
    help: 'where DHCP gave it: without a domain, what another interface gave stays',
  },
} as const satisfies Options;

export const DISCOVERY_COMMANDS: readonly Command[] = [
  {
    name: 'discovery domain',
    words: [
      { name: 'DOMAIN', help: 'the domain; without it, there is none any more', optional: true },
    ],
    summary: 'the domain, as DHCP gave it, in which bootstrap servers are looked for',
    more: `For the scripts of a DHCP client. It is kept in ${GIVEN} until the machine stops, whether a daemon runs or not.`,
    options: DOMAIN,
    exits: {
      65: 'it is no domain; the one before is forgotten',
      73: 'it cannot be kept: only root may do that',
    },
    examples: [
      {
        line: 'dmbootctl discovery domain example.com --source access',
        does: 'looks for bootstrap servers in example.com, if discovery is configured',
      },
    ],
    load: () => import('./domain.js'),
  },
];
