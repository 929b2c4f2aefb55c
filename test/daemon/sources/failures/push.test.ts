import assert from 'node:assert/strict';
import { concat } from '../../../../lib/bytes.js';
import { semiOctets } from '../../../../lib/push/keys.js';
import { Bench } from '../../bench.js';
import { byNetwork, cpPush, dmPush, IMSI, OTHER, PIN, SENDER, WITH_PIN } from '../pushed.js';
import { linesOf } from './lines.js';

describe('a push that is not authentic changes nothing, and is one line of the log:', () => {
  const CONFIG = `[push]\nsenders = ["${SENDER}"]\nimsi = "${IMSI}"\n`;
  const STRANGER = '262011987654322';
  let bench: Bench;
  let tree: unknown;

  beforeEach(async () => {
    bench = new Bench({ config: CONFIG });
    await bench.sources.start();
    bench.sources.push!.take(SENDER, byNetwork(OTHER));
    tree = bench.store.tree();
    bench.lines.splice(0);
    bench.fields.splice(0);
  });
  afterEach(async () => {
    assert.deepEqual(bench.store.tree(), tree);
    assert.deepEqual(bench.sources.push!.waiting, []);
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  /** Does something, and has the one line that it says. */
  function line(work: () => unknown): string {
    const since = bench.lines.length;
    work();
    const lines = linesOf(bench, since);
    assert.equal(lines.length, 1, lines.join('\n'));
    const about = ` origin=push:${SENDER} `;
    assert.ok(lines[0]!.includes(about), lines[0]);
    return lines[0]!.slice(0, lines[0]!.indexOf(about));
  }
  const take = (pdu: Uint8Array): string => line(() => bench.sources.push!.take(SENDER, pdu));

  /** Within a value, so that it is a message still. */
  const changed = (pdu: Uint8Array): Uint8Array => {
    const other = Uint8Array.from(pdu);
    other[other.length - 13]! ^= 1;
    return other;
  };

  const FORGED =
    'warn push unauthenticated: its MAC is not of the IMSI: it was changed on its way, or is for another subscriber (push.imsi, push.network_key)';
  const BY_NETWORK: readonly (readonly [what: string, pdu: Uint8Array])[] = [
    ['NETWORKID of another subscriber', dmPush('NETWORKID', STRANGER)],
    ['NETWORKID in semi-octets', dmPush('NETWORKID', semiOctets(IMSI))],
    ['NETWORKID of another message', changed(byNetwork())],
    ['NETWPIN of another subscriber', cpPush(0, semiOctets(STRANGER))],
    ['NETWPIN in digits', cpPush(0, IMSI)],
    ['NETWPIN of another document', changed(cpPush(0, semiOctets(IMSI)))],
  ];
  for (const [what, pdu] of BY_NETWORK) {
    it(what, () => {
      for (let at = 0; at < 2; at += 1) assert.equal(take(pdu), FORGED);
    });
  }

  const wrong = (typed: string): string =>
    `${typed.slice(0, -1)}${(Number(typed.at(-1)) + 1) % 10}`;
  const BY_USER: readonly (readonly [what: string, pdu: Uint8Array, typed: string])[] = [
    ...WITH_PIN.flatMap(
      ([what, pdu, typed]) =>
        [
          [`${what}: another PIN`, pdu, wrong(typed)],
          [`${what}: another message`, changed(pdu), typed],
        ] as const,
    ),
    [
      'USERPIN_NETWORKID of another subscriber',
      dmPush('USERPIN_NETWORKID', `${PIN}:${STRANGER}`),
      PIN,
    ],
    ['USERPIN_NETWORKID of none', dmPush('USERPIN_NETWORKID', PIN), PIN],
    [
      'USERNETWPIN of another subscriber',
      cpPush(2, concat(semiOctets(STRANGER), Buffer.from(PIN))),
      PIN,
    ],
    ['USERNETWPIN of none', cpPush(2, PIN), PIN],
  ];
  for (const [what, pdu, typed] of BY_USER) {
    it(`${what}, until its tries are used up`, () => {
      const push = bench.sources.push!;
      assert.match(take(pdu), /^info push pending: [0-9A-F]{12}$/);
      const { id } = push.waiting[0]!;
      const of = /NETW/.test(what) ? 'this PIN and the IMSI' : 'this PIN';
      const said = [0, 1, 2].map(() => line(() => push.confirm(id, typed)));
      const refused =
        'warn push pin-refused: none of its tries was right: it is gone, and its sender must make another';
      assert.deepEqual(said, [
        `warn push pin-wrong: ${id}: its MAC is not of ${of}: 2 of its tries are left`,
        `warn push pin-wrong: ${id}: its MAC is not of ${of}: 1 of its tries is left`,
        refused,
      ]);
      assert.equal(push.confirm(id, PIN), null);
      assert.equal(take(pdu), refused);
    });
  }

  it('one that came into force before', () => {
    const said = 'info push replayed: it came into force before, and does nothing now';
    for (let at = 0; at < 2; at += 1) assert.equal(take(byNetwork(OTHER)), said);
  });
});
