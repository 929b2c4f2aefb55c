import assert from 'node:assert/strict';
import { hasDefaultRoute } from '../../../daemon/session/network.js';

const HEAD =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const ZERO = '0'.repeat(32);
const route6 = (destination: string, length: string, device: string): string =>
  `${destination} ${length} ${ZERO} 00 ${ZERO} 00000400 00000001 00000000 00000003 ${device}\n`;

describe('the network', () => {
  const cases: readonly (readonly [string, boolean, string, string])[] = [
    ['no table', false, '', ''],
    [
      'a default route',
      true,
      `${HEAD}eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n`,
      '',
    ],
    [
      'a route to one network',
      false,
      `${HEAD}eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`,
      '',
    ],
    ['a default route of IPv6', true, HEAD, route6(ZERO, '00', '  wwan0')],
    ['the one that rejects', false, HEAD, route6(ZERO, '00', '      lo')],
    ['a host of IPv6', false, HEAD, route6(`fe80${'0'.repeat(28)}`, '40', '  wwan0')],
  ];
  for (const [what, online, route4, six] of cases) {
    it(`is ${online ? '' : 'not '}there with ${what}`, () => {
      assert.equal(hasDefaultRoute(route4, six), online);
    });
  }
});
