import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bootstrapHosts,
  MAX_HOSTS,
  type ServiceRecord,
  serviceOf,
} from '../../lib/discovery/service.js';

const record = (name: string, { priority = 0, weight = 0, port = 443 } = {}): ServiceRecord => ({
  name: `${name}.example.com`,
  priority,
  weight,
  port,
});
const names = (records: readonly ServiceRecord[], random: () => number) =>
  bootstrapHosts(records, 'example.com', random).hosts.map(({ host }) => host.split('.')[0]);

describe('bootstrap servers of a domain', () => {
  it('are asked for by the name of the service', () => {
    assert.equal(serviceOf('example.com'), '_omadm-bootstrap._tcp.example.com');
  });

  it('come by priority, the lowest number first', () => {
    const records = [
      record('c', { priority: 30 }),
      record('a', { priority: 10 }),
      record('b', { priority: 20 }),
    ];
    for (const lot of [0, 0.5, 0.999])
      assert.deepEqual(
        names(records, () => lot),
        ['a', 'b', 'c'],
      );
  });

  it('of one priority are drawn by weight', () => {
    const records = [record('light', { weight: 1 }), record('heavy', { weight: 3 })];
    let first = 0;
    const lots = 1000;
    for (let at = 0; at < lots; at++) {
      let drawn = 0;
      const random = () => (drawn++ === 0 ? at / lots : 0);
      if (names(records, random)[0] === 'heavy') first++;
    }
    // Of the sums 0 to 4, those above 1 are its own.
    assert.equal(first, 600);
  });

  it('of weight 0 have next to no chance beside others', () => {
    const records = [record('none'), record('heavy', { weight: 65_535 })];
    assert.deepEqual(
      names(records, () => 0),
      ['none', 'heavy'],
    );
    assert.deepEqual(
      names(records, () => 0.0001),
      ['heavy', 'none'],
    );
  });

  it('keep their ports', () => {
    const { hosts } = bootstrapHosts([record('a', { port: 8443 })], 'example.com', () => 0);
    assert.deepEqual(hosts, [{ host: 'a.example.com', port: 8443 }]);
  });

  it('outside of the domain are strangers', () => {
    const records = [record('a'), { ...record('b'), name: 'bootstrap.example.net' }];
    assert.deepEqual(
      bootstrapHosts(records, 'example.com', () => 0),
      {
        hosts: [{ host: 'a.example.com', port: 443 }],
        strangers: ['bootstrap.example.net'],
      },
    );
  });

  it('are none where the domain says that it has none', () => {
    const none = { ...record('a'), name: '' };
    for (const name of ['', '.']) {
      assert.deepEqual(
        bootstrapHosts([{ ...none, name }], 'example.com', () => 0),
        {
          hosts: [],
          strangers: [],
        },
      );
    }
  });

  it('that are no names, or have no port, are passed over', () => {
    const records = [
      record('a', { port: 0 }),
      { ...record('b'), name: 'user@b.example.com' },
      { ...record('c'), name: '192.0.2.1' },
    ];
    assert.deepEqual(
      names(records, () => 0),
      [],
    );
  });

  it('whatever the records, are each of them once, in the order of priorities, and no more than the limit', () => {
    const any = fc.array(
      fc.record({
        name: fc.integer({ min: 0, max: 30 }).map((at) => `h${at}.example.com`),
        priority: fc.integer({ min: 0, max: 3 }),
        weight: fc.integer({ min: 0, max: 65_535 }),
        port: fc.integer({ min: 1, max: 65_535 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        any,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (records, lot) => {
          const { hosts } = bootstrapHosts(records, 'example.com', () => lot);
          assert.equal(hosts.length, Math.min(records.length, MAX_HOSTS));
          const left = [...records];
          let priority = 0;
          for (const { host, port } of hosts) {
            const at = left.findIndex(
              (one) => one.name === host && one.port === port && one.priority >= priority,
            );
            assert.ok(at >= 0);
            priority = Math.max(priority, Math.min(...left.map((one) => one.priority)));
            left.splice(at, 1);
          }
        },
      ),
    );
  });
});
