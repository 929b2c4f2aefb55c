import assert from 'node:assert/strict';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { Service } from '../support/service.js';

const [FIRST] = SLOTS;

const PIN = '7310';

const guardedCard = (): BenchCard =>
  new BenchCard({
    message: sample('one-account'),
    pin: { value: PIN, enabled: true },
    read: { message: 'pin' },
  });

describe('a reload', function () {
  this.timeout(60_000);
  const service = new Service();

  /** The next outcome of a visit. */
  const outcome = async (): Promise<string> =>
    (await service.journal.next({ DMBOOTD_OUTCOME: /./ }))['DMBOOTD_OUTCOME']!;

  async function reload(toml: string): Promise<void> {
    service.configure(toml);
    await service.do('reload');
  }

  it('lets the cards that are in follow the rules that are new', async () => {
    await service.do('start');
    const card = new BenchCard({ message: sample('one-account') });
    await service.put(card, FIRST);
    assert.equal(await outcome(), 'applied');
    await reload(`[smartcard]\ndeny = ["iccid:${card.iccid}"]\n`);
    assert.equal(await outcome(), 'disabled');
    assert.deepEqual(service.accounts(), []);
    await reload('');
    assert.equal(await outcome(), 'applied');
    assert.equal(await service.show('NRestarts'), '0');
  });

  it('takes a PIN that is new in the file', async () => {
    await service.do('start');
    const card = guardedCard();
    await service.put(card, FIRST);
    assert.equal(await outcome(), 'pin-required');
    await reload(`[smartcard.pin]\n"${card.iccid}" = "${PIN}"\n`);
    assert.equal(await outcome(), 'applied');
  });

  it('is refused where the configuration is wrong: key and line are told, and the old one is followed', async () => {
    service.configure('[smartcard]\ndeny = ["iccid:1"]\n');
    await service.do('start');
    await reload('[smartcard]\ndeny = []\nallow = ["4711"]\n');
    await service.journal.next({
      PRIORITY: '3',
      MESSAGE: /dmbootd\.toml:3: smartcard\.allow/,
    });
    const denied = new BenchCard({ iccid: '1988211000000500001' });
    await service.put(denied, FIRST);
    assert.equal(await outcome(), 'disabled');
    assert.equal(await service.show('ActiveState'), 'active');
  });

  it('says what takes a restart', async () => {
    await service.do('start');
    await reload('[readers]\nmatch = ["^Virtual"]\n[log]\nlevel = "debug"\n');
    const kept = await service.journal.until({ MESSAGE: /credentials .* restart/ });
    const told = kept.map((entry) => entry['MESSAGE']);
    assert.ok(told.some((line) => line?.includes('changed=log.level')));
    assert.ok(told.some((line) => line?.includes('next start only: readers.match')));
  });

  it('takes no credential: a restart does', async () => {
    await service.do('start');
    const card = guardedCard();
    await service.put(card, FIRST);
    assert.equal(await outcome(), 'pin-required');
    service.credential(card.iccid, PIN);
    await reload('[smartcard]\nmin_tries_left = 3\n');
    assert.equal(await outcome(), 'pin-required');
    await service.do('restart');
    assert.equal(await outcome(), 'applied');
  });
});
