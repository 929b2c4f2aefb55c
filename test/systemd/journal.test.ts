import assert from 'node:assert/strict';
import { MESSAGE_IDS, type MessageKind } from '../../daemon/message-ids.js';
import { shortened } from '../../daemon/stay-log.js';
import { BenchCard, sample } from '../support/bench-card.js';
import type { JournalEntry } from '../support/journal.js';
import { SLOTS } from '../support/pcscd.js';
import { Service } from '../support/service.js';

const [FIRST] = SLOTS;
const { reader } = FIRST;

const PIN = '73106482';

const kindOf = (entry: JournalEntry): MessageKind | undefined =>
  (Object.keys(MESSAGE_IDS) as MessageKind[]).find(
    (kind) => MESSAGE_IDS[kind] === entry['MESSAGE_ID'],
  );

describe('the journal', function () {
  this.timeout(60_000);
  const service = new Service();

  /** A card goes in, is applied, and goes out again; everything that was told of its reader meanwhile. */
  async function stay(card: BenchCard): Promise<JournalEntry[]> {
    const session = await service.put(card, FIRST);
    const told = await service.journal.until({ MESSAGE_ID: MESSAGE_IDS.outcome });
    await session.remove();
    told.push(...(await service.journal.until({ MESSAGE_ID: MESSAGE_IDS['card-out'] })));
    return told.filter((entry) => entry['DMBOOTD_READER'] === reader);
  }

  it('has a whole stay in five entries, each with its kind, reader and card', async () => {
    await service.do('start');
    const card = new BenchCard({ message: sample('one-account') });
    const told = await stay(card);
    assert.deepEqual(told.map(kindOf), [
      'card-in',
      'card-identified',
      'message-found',
      'outcome',
      'card-out',
    ]);
    const [, identified, , outcome, out] = told;
    for (const entry of told) {
      assert.equal(entry['PRIORITY'], '6');
      assert.equal(entry['SYSLOG_IDENTIFIER'], 'dmbootd');
      assert.equal(entry['_TRANSPORT'], 'journal');
      assert.equal(entry['_SYSTEMD_UNIT'], 'dmbootd.service');
    }
    for (const entry of told.slice(1)) {
      assert.equal(entry['DMBOOTD_ICCID'], shortened(card.iccid));
      assert.ok(!JSON.stringify(entry).includes(card.iccid));
    }
    assert.equal(identified?.['DMBOOTD_MODE'], '3g');
    assert.equal(outcome?.['DMBOOTD_OUTCOME'], 'applied');
    assert.equal(outcome?.['DMBOOTD_ACCOUNTS'], 'a1');
    assert.match(out?.['MESSAGE'] ?? '', /purged/);
  });

  it('has every exchange at debug, and neither the PIN nor what was read', async () => {
    service.configure(`[log]\nlevel = "debug"\n[smartcard.pin]\ndefault = "${PIN}"\n`);
    await service.do('start');
    const message = sample('one-account');
    const told = await stay(
      new BenchCard({ message, pin: { value: PIN, enabled: true }, read: { message: 'pin' } }),
    );
    const exchanges = told.filter((entry) => kindOf(entry) === 'exchange');
    const outcome = told.find((entry) => kindOf(entry) === 'outcome');
    assert.equal(exchanges.length, Number(outcome?.['DMBOOTD_APDUS']));
    assert.ok(exchanges.every((entry) => entry['PRIORITY'] === '7'));
    assert.ok(exchanges.some(({ MESSAGE }) => /> ..200001 ?08\*{16} < 9000/.test(MESSAGE!)));
    assert.ok(exchanges.some(({ MESSAGE }) => /> ..B0\w+ < \d+ bytes, SHA-256 /.test(MESSAGE!)));
    const all = JSON.stringify(told).toUpperCase();
    const secrets = [PIN, Buffer.from(PIN).toString('hex'), 'ONE-CLIENT-SECRET'];
    for (const secret of secrets) assert.ok(!all.includes(secret.toUpperCase()), secret);
    for (const part of [message.subarray(0, 16), message.subarray(-16)]) {
      assert.ok(!all.includes(Buffer.from(part).toString('hex').toUpperCase()));
    }
  });

  it('has of an unsuccessful card a warning', async () => {
    await service.do('start');
    await service.put(new BenchCard({ message: Uint8Array.of(1, 2, 3) }), FIRST);
    const entry = await service.journal.next({ DMBOOTD_OUTCOME: 'malformed' });
    assert.equal(entry['PRIORITY'], '4');
  });

  it('is written through standard error where it takes no datagram, with the priority', async () => {
    await service.change('InaccessiblePaths=/run/systemd/journal/socket');
    await service.do('start');
    await service.put(new BenchCard({ message: Uint8Array.of(1, 2, 3) }), FIRST);
    const entry = await service.journal.next({ MESSAGE: /malformed/ });
    assert.equal(entry['_TRANSPORT'], 'stdout');
    assert.equal(entry['PRIORITY'], '4');
    assert.match(entry['MESSAGE']!, /^\[Virtual PCD 00 00\] malformed: /);
  });
});
