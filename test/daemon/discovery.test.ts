import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Discovery } from '../../daemon/discovery/discovery.js';
import type { DiscoveryOptions } from '../../daemon/discovery/options.js';
import type { ServiceRecord } from '../../lib/discovery/index.js';
import { type Origin, StoreError } from '../../lib/tree/index.js';

const record = (name: string, priority = 0): ServiceRecord => ({
  ...{ name, priority, weight: 0, port: 443 },
});
const failure = (code: string) => Object.assign(new Error(`querySrv ${code}`), { code });

describe('the discovery of bootstrap servers', () => {
  let clock: sinon.SinonFakeTimers;
  let answers: Record<string, ServiceRecord[] | Error>;
  let domains: string[];
  let allowed: boolean;
  let asked: string[];
  let warned: string[];
  let changes: number;
  let inForce: Origin[];
  let doubts: string[];
  let discovery: Discovery;

  const make = (besides: Partial<DiscoveryOptions> = {}) => {
    discovery = new Discovery({
      trust: { anchors: 'system', pins: [] },
      domain: null,
      interval: 3_600_000,
      domains: () => domains,
      isAllowed: () => allowed,
      async lookUp(service) {
        asked.push(service);
        const answer = answers[service.replace('_omadm-bootstrap._tcp.', '')];
        if (answer instanceof Error) throw answer;
        return answer ?? [];
      },
      isOnline: () => true,
      changed: () => {
        changes += 1;
      },
      inForce: () => inForce,
      doubted: ({ id }, line, next) => doubts.push(`${id} ${line} ${next}`),
      told: (level, line) => level === 'warn' && warned.push(line),
      random: () => 0,
      ...besides,
    });
    return discovery;
  };
  const of = (domain: string): Origin => ({ kind: 'https', id: `_omadm-bootstrap._tcp.${domain}` });
  const OLD = of('old.example');
  const urls = () => discovery.servers.map(({ url }) => url);

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    answers = { 'a.example': [record('one.a.example', 1), record('two.a.example', 2)] };
    domains = ['a.example'];
    allowed = true;
    asked = [];
    warned = [];
    changes = 0;
    inForce = [];
    doubts = [];
  });
  afterEach(() => {
    discovery.stop();
    clock.restore();
  });

  it('names the hosts by priority, and the domain as who brings its message', async () => {
    await make().start();
    assert.deepEqual(discovery.servers, [
      {
        url: 'https://one.a.example/OMA/DM/Bootstrap.xml',
        fallbacks: ['https://two.a.example/OMA/DM/Bootstrap.xml'],
        origin: { kind: 'https', id: '_omadm-bootstrap._tcp.a.example' },
        ...{ anchors: 'system', pins: [] },
      },
    ]);
    assert.equal(changes, 1);
  });

  it('says that hosts changed where they did, and else nothing', async () => {
    await make().start();
    await discovery.look();
    assert.equal(changes, 1);
    answers['a.example'] = [record('one.a.example')];
    await discovery.look();
    assert.deepEqual(discovery.servers[0]?.fallbacks, []);
    assert.equal(changes, 2);
  });

  it('takes the first domain that has servers', async () => {
    domains = ['none.example', 'a.example', 'later.example'];
    answers['none.example'] = failure('ENOTFOUND');
    await make().start();
    assert.deepEqual(urls(), ['https://one.a.example/OMA/DM/Bootstrap.xml']);
    assert.equal(asked.length, 2);
    assert.deepEqual(warned, []);
  });

  it('asks no host outside of the domain, and says so', async () => {
    answers['a.example'] = [record('bootstrap.evil.example')];
    await make().start();
    assert.deepEqual(urls(), []);
    assert.deepEqual(warned, [
      'DNS names bootstrap.evil.example as bootstrap server of a.example, outside of that domain: not asked, for the record is wrong or forged',
    ]);
  });

  it('keeps what it knew where nobody answers, and asks again', async () => {
    await make().start();
    answers['a.example'] = failure('ESERVFAIL');
    await discovery.look();
    assert.deepEqual(urls(), ['https://one.a.example/OMA/DM/Bootstrap.xml']);
    assert.equal(warned.length, 1);
    answers['a.example'] = [record('two.a.example')];
    await clock.tickAsync(5_000);
    assert.deepEqual(urls(), ['https://two.a.example/OMA/DM/Bootstrap.xml']);
  });

  it('lets nothing else stand than what was discovered', async () => {
    answers['a.example'] = failure('ETIMEOUT');
    await make().start();
    assert.ok(!discovery.stands({ kind: 'https', id: 'https://old.example/' }));
  });

  it('takes nothing away by the word of DNS: what came stays, and is asked for again soon', async () => {
    inForce = [of('a.example')];
    await make().start();
    assert.ok(discovery.stands(inForce[0]!));
    answers['a.example'] = failure('ENODATA');
    await discovery.look();
    assert.deepEqual(urls(), []);
    assert.equal(changes, 2);
    assert.ok(discovery.stands(inForce[0]!));
    answers['a.example'] = [record('evil.example')];
    await clock.tickAsync(2_500);
    answers['a.example'] = failure('ESERVFAIL');
    await clock.tickAsync(5_000);
    const { id } = of('a.example');
    const stays = 'what came before stays';
    assert.deepEqual(doubts, [
      `${id} DNS says that there are no bootstrap servers in a.example; ${stays} 2500`,
      `${id} DNS names evil.example as bootstrap server of a.example, outside of that domain: not asked, for the record is wrong or forged; ${stays} 5000`,
      `${id} the bootstrap servers of a.example cannot be looked up: the DNS server, or the one that it asks, has trouble (SERVFAIL); ${stays} 10000`,
    ]);
    assert.deepEqual(warned, []);
    answers['a.example'] = [record('one.a.example')];
    await clock.tickAsync(10_000);
    assert.equal(urls().length, 1);
    assert.equal(doubts.length, 3);
  });

  it('does not go on to another domain where DNS fails for the one that brought something', async () => {
    domains = ['b.example', 'a.example'];
    answers['b.example'] = failure('ESERVFAIL');
    inForce = [of('b.example')];
    await make().start();
    assert.deepEqual(urls(), []);
    assert.equal(doubts.length, 1);
    inForce = [];
    await discovery.look();
    assert.equal(urls().length, 1);
  });

  it('lets what came from another domain go when something came from this one, not before', async () => {
    inForce = [OLD];
    await make().start();
    assert.ok(discovery.stands(OLD));
    assert.deepEqual(doubts, [
      `${OLD.id} this machine is in a.example now: what came before stays until something comes from there 3600000`,
    ]);
    inForce = [OLD, of('a.example')];
    assert.ok(!discovery.stands(OLD));
  });

  it('lets what came from another domain go at once where one is configured', async () => {
    inForce = [OLD];
    await make({ domain: 'a.example' }).start();
    assert.ok(!discovery.stands(OLD));
    assert.ok(discovery.stands(of('a.example')));
    assert.deepEqual(doubts, []);
  });

  it('asks nobody while BootSrvDiscovery is 0, and again later', async () => {
    allowed = false;
    await make().start();
    assert.deepEqual(asked, []);
    assert.ok(discovery.stands(OLD));
    allowed = true;
    await clock.tickAsync(3_600_000);
    assert.equal(asked.length, 1);
  });

  it('outlives a state that cannot be read, and asks again', async () => {
    let broken = true;
    const isAllowed = () => {
      if (broken) throw new StoreError('unwritable', 'the disk is full');
      return true;
    };
    await make({ isAllowed }).start();
    assert.deepEqual(asked, []);
    assert.match(warned.join(), /the disk is full/);
    broken = false;
    await clock.tickAsync(5_000);
    assert.equal(asked.length, 1);
  });

  it('looks again when the domain is another one, and when the network comes', async () => {
    let online = false;
    await make({ isOnline: () => online }).start();
    assert.equal(asked.length, 1);
    online = true;
    await clock.tickAsync(5_000);
    assert.equal(asked.length, 2);
    domains = ['b.example'];
    answers['b.example'] = [record('b.example')];
    await clock.tickAsync(5_000);
    assert.deepEqual(urls(), ['https://b.example/OMA/DM/Bootstrap.xml']);
  });
});
