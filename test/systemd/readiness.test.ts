import assert from 'node:assert/strict';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { output, Service } from '../support/service.js';

const [FIRST] = SLOTS;

const card = (): BenchCard => new BenchCard({ message: sample('one-account') });

describe('the service', function () {
  this.timeout(60_000);
  const service = new Service();

  it('is ready before it has looked at the readers, and says how far it is', async () => {
    await service.do('start');
    assert.match(await service.show('StatusText'), /^the first look at the readers is under way/);
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
  });

  it('has the account of a card while the card is in', async () => {
    await service.do('start');
    const session = await service.put(card(), FIRST);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    assert.deepEqual(
      service.accounts().map(({ id, serverId }) => [id, serverId]),
      [['a1', 'com.example.dm']],
    );
    await session.remove();
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
    assert.deepEqual(service.accounts(), []);
  });

  it('is ready without PC/SC, and waits for it', async () => {
    await output('systemctl', 'mask', '--runtime', '--now', 'pcscd.socket', 'pcscd.service');
    try {
      await service.do('start');
      await service.shows(
        'StatusText',
        'the first look at the readers is under way, and waits for PC/SC; 0 accounts',
      );
    } finally {
      await output('systemctl', 'unmask', '--runtime', 'pcscd.socket', 'pcscd.service');
    }
    await output('systemctl', 'start', 'pcscd.socket');
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
  });

  it('keeps the account while PC/SC is away, and says that nobody confirms it', async () => {
    await service.do('start');
    await service.put(card(), FIRST);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    await output('systemctl', 'mask', '--runtime', '--now', 'pcscd.socket', 'pcscd.service');
    try {
      await service.shows(
        'StatusText',
        'PC/SC does not answer, and is waited for; 1 account (1 unconfirmed)',
      );
    } finally {
      await output('systemctl', 'unmask', '--runtime', 'pcscd.socket', 'pcscd.service');
    }
    await output('systemctl', 'start', 'pcscd.socket');
    await service.shows('StatusText', '2 readers, 0 cards, 0 accounts');
  });

  it('is stopped in good order', async () => {
    await service.do('start');
    await service.shows('StatusText', /^2 readers/);
    await service.do('stop');
    assert.equal(await service.show('Result'), 'success');
    assert.equal(await service.show('ExecMainStatus'), '0');
  });
});
