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
  let places: Origin[];
  /** What came of domains. */
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
      places: () => places,
      forget: ({ id }) => {
        places = places.filter((one) => one.id !== id);
      },
      found: (origin, outcome, line, next) => {
        places = [...places.filter((one) => one.id !== origin.id), origin];
        doubts.push(`${origin.id} ${outcome}: ${line} ${next}`);
      },
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
    places = [];
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
    assert.deepEqual(doubts, [
      `${of('a.example').id} unavailable: DNS names bootstrap.evil.example as bootstrap server of a.example, outside of that domain: not asked, for the record is wrong or forged 3600000`,
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
      `${id} unavailable: DNS says that there are no bootstrap servers in a.example; ${stays} 2500`,
      `${id} unavailable: DNS names evil.example as bootstrap server of a.example, outside of that domain: not asked, for the record is wrong or forged; ${stays} 5000`,
      `${id} unavailable: the bootstrap servers of a.example cannot be looked up: the DNS server, or the one that it asks, has trouble (SERVFAIL); ${stays} 10000`,
    ]);
    assert.deepEqual(warned, []);
    answers['a.example'] = [record('one.a.example')];
    await clock.tickAsync(10_000);
    assert.equal(urls().length, 1);
    assert.equal(doubts.length, 3);
  });

  it('takes nothing away where no domain is known any more, at a start and later', async () => {
    domains = [];
    inForce = [OLD];
    await make().start();
    assert.ok(discovery.stands(OLD));
    await discovery.look();
    const line =
      'no domain is known to look for bootstrap servers in: none is configured, and neither DHCP nor /etc/resolv.conf names one; what came before stays';
    assert.deepEqual(doubts, [
      `${OLD.id} unavailable: ${line} 2500`,
      `${OLD.id} unavailable: ${line} 5000`,
    ]);
    domains = ['a.example'];
    discovery.follow();
    await clock.tickAsync(0);
    assert.ok(discovery.stands(OLD));
    domains = [];
    discovery.follow();
    assert.ok(discovery.stands(OLD));
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
      `${OLD.id} unavailable: this machine is in a.example now: what came before stays until something comes from there 3600000`,
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

  it('asks nobody while BootSrvDiscovery is 0, neither DNS nor a server, and both as soon as it is 1', async () => {
    const inhibited = 'disabled: BootSrvDiscovery is 0: no server is looked for';
    allowed = false;
    await make().start();
    assert.deepEqual(asked, []);
    assert.ok(discovery.stands(OLD));
    allowed = true;
    discovery.follow();
    await clock.tickAsync(0);
    assert.equal(asked.length, 1);
    assert.equal(urls().length, 1);
    inForce = [of('a.example')];
    allowed = false;
    discovery.follow();
    assert.deepEqual(urls(), []);
    assert.ok(discovery.stands(of('a.example')));
    await clock.tickAsync(7_200_000);
    assert.equal(asked.length, 1);
    assert.deepEqual(doubts, [
      `${of('a.example').id} ${inhibited} null`,
      `${of('a.example').id} ${inhibited}; what came before stays null`,
    ]);
    assert.deepEqual(warned, []);
  });

  it('drops what a look finds that began before BootSrvDiscovery was 0', async () => {
    const started = make().start();
    allowed = false;
    discovery.follow();
    await started;
    assert.deepEqual(urls(), []);
    assert.match(doubts.join(), /^\S+ disabled: [^,]+$/);
  });

  it('says what came of each domain that it looks in, and forgets one that it does not any more', async () => {
    domains = ['none.example', 'b.example'];
    await make().start();
    answers['b.example'] = failure('ESERVFAIL');
    await discovery.look();
    domains = ['c.example'];
    await discovery.look();
    const none = (looked: string): string =>
      `no-bootstrap: DNS says that there are no bootstrap servers in ${looked} 3600000`;
    assert.deepEqual(doubts, [
      `${of('none.example').id} ${none('none.example, b.example')}`,
      `${of('b.example').id} ${none('none.example, b.example')}`,
      `${of('b.example').id} unavailable: the bootstrap servers of b.example cannot be looked up: the DNS server, or the one that it asks, has trouble (SERVFAIL) 2500`,
      `${of('c.example').id} ${none('c.example')}`,
    ]);
    assert.deepEqual(places, [of('c.example')]);
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
