import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { ReaderError, type ReaderErrorCode } from '../../lib/reader/error.js';
import type { CardConnection, Slot } from '../../lib/reader/reader.js';
import { StoreError } from '../../lib/tree/index.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { type Visit, type VisitPolicy, visit } from '../../lib/visit/visit.js';
import { ALL_CAPABILITIES, connectTo, MemoryLedger, PROVISIONING } from '../retrieval/bench.js';
import { ROOT } from '../support/paths.js';
import { heard } from '../support/secrecy.js';
import { message as sample } from '../traces/parts.js';

const ONE = sample('one-account');
/** Without padding nothing tells where it ends. */
const XML = Buffer.concat([
  readFileSync(join(ROOT, 'test/samples/one-account.xml')),
  Buffer.of(0xff),
]);
const ICCID = '8988211000000430010';
const GUARDED = { pin: { enabled: true }, read: { message: 'pin' } } as const;

const newCard = (description: BootstrapCard = {}): VirtualCard =>
  new VirtualCard(bootstrapImage({ message: ONE, iccid: ICCID, ...description }));

/** What happens at the n-th command of the whole visit, instead of an answer. */
type Mishap = (n: number) => void;

interface Bench {
  readonly slot: Slot;
  readonly card: VirtualCard;
  /** `exclusive`, `shared`: connections that were asked for; `leave`, `reset`: how they ended. */
  readonly connections: string[];
}

function bench(card: VirtualCard, mishap: Mishap = () => {}): Bench {
  const connections: string[] = [];
  let commands = 0;
  const slot: Slot = {
    name: 'Reader',
    capabilities: ALL_CAPABILITIES,
    async connect(share): Promise<CardConnection> {
      connections.push(share);
      const inner = connectTo(card, [], { share });
      return {
        ...inner,
        get atr() {
          return card.atr;
        },
        async transmit(command) {
          commands += 1;
          mishap(commands);
          return inner.transmit(command);
        },
        async disconnect(disposition) {
          connections.push(disposition);
          if (disposition === 'reset') card.reset();
        },
      };
    },
  };
  card.reset();
  return { slot, card, connections };
}

const fails = (code: ReaderErrorCode) => (): never => {
  throw new ReaderError(code, `the reader says ${code}`);
};

/** Fails at these commands. */
const failsAt =
  (code: ReaderErrorCode, ...at: number[]): Mishap =>
  (n) => {
    if (at.includes(n)) fails(code)();
  };

interface Made extends Visit {
  readonly identities: string[];
  readonly bugs: unknown[];
}

async function made(
  slot: Slot,
  policy: Partial<VisitPolicy> = {},
  signal = new AbortController().signal,
): Promise<Made> {
  const identities: string[] = [];
  const bugs: unknown[] = [];
  const result = await visit(slot, signal, {
    enabled: true,
    patience: 10_000,
    mode: 'auto',
    rules: { allow: [], deny: [] },
    lenient: false,
    wantsAnchors: false,
    wantsImsi: false,
    fetches: false,
    webServerIn: null,
    minTriesLeft: 2,
    pinFor: () => null,
    ledger: new MemoryLedger(),
    provisioning: PROVISIONING,
    documentsOf: () => [],
    identified: ({ id }) => identities.push(id),
    warn: heard,
    exchanged: () => {},
    bug: (error) => bugs.push(error),
    ...policy,
  });
  heard(result.result.kind === 'layer' ? '' : `${result.result.detail}`);
  return { ...result, identities, bugs };
}

function outcomeOf({ result }: Visit): string {
  if (result.kind === 'layer') return 'layer';
  return result.detail === null ? result.outcome : `${result.outcome}: ${result.detail}`;
}

describe('a visit', () => {
  it('yields the layer that the card brings, and touches nothing else', async () => {
    const { slot, card, connections } = bench(newCard());
    const visited = await made(slot);
    assert.equal(visited.result.kind, 'layer');
    const layer = visited.result.kind === 'layer' ? visited.result.layer : null;
    assert.deepEqual(layer?.origin, { kind: 'smartcard', id: ICCID });
    assert.deepEqual(
      layer?.documents.map(({ kind, oid, label, bytes }) => ({ kind, oid, label, bytes })),
      [{ kind: 'dm', oid: '2.23.43.7.1', label: 'OMA-DM', bytes: Uint8Array.from(ONE) }],
    );
    assert.equal(visited.label, 'OMA-DM');
    assert.equal(visited.mode, '3g');
    assert.deepEqual(visited.identities, [ICCID]);
    assert.equal(visited.message?.length, ONE.length);
    assert.match(visited.message!.sha256, /^[0-9A-F]{64}$/);
    assert.equal(visited.apdus, card.transmits);
    assert.deepEqual(connections, ['exclusive', 'leave']);
  });

  it('tells the URL that a card has in place of a message, if that is one to be asked', async () => {
    const urls: Record<string, string | null> = {
      'https://boot.example.com/dm': 'https://boot.example.com/dm',
      'HTTPS://Boot.Example.Com': 'https://boot.example.com/',
      'http://boot.example.com/dm': null,
      'https://user:secret@boot.example.com/': null,
      'https://': null,
      'no url at all': null,
    };
    for (const [url, told] of Object.entries(urls)) {
      const visited = await made(bench(newCard({ url })).slot);
      assert.equal(outcomeOf(visited), 'no-bootstrap: url');
      assert.equal(visited.url, told, url);
    }
    assert.equal((await made(bench(newCard()).slot)).url, null);
  });

  it('resets the card behind a PIN', async () => {
    const { slot, card, connections } = bench(newCard(GUARDED));
    const visited = await made(slot, { pinFor: () => '1234' });
    assert.equal(outcomeOf(visited), 'layer');
    assert.deepEqual(connections, ['exclusive', 'reset']);
    assert.equal(card.verifyAttempts, 1);
  });

  it('does not so much as connect where smartcard bootstrap is switched off', async () => {
    const { slot, connections } = bench(newCard());
    const visited = await made(slot, { enabled: false });
    assert.equal(outcomeOf(visited), 'disabled: policy');
    assert.deepEqual(connections, []);
    assert.deepEqual(visited.identities, []);
  });

  it('tells the size of a message that a rule forbids, and who the card is', async () => {
    const { slot } = bench(newCard());
    const visited = await made(slot, {
      rules: { allow: [], deny: [{ kind: 'imsi', prefix: '001' }] },
    });
    assert.equal(outcomeOf(visited), 'disabled: rule');
    assert.equal(visited.identity?.iccid, ICCID);
    assert.equal(visited.message?.length, ONE.length);
  });

  for (const [code, outcome] of [
    ['removed', 'removed'],
    ['mute', 'mute: the reader says mute'],
    ['transport', 'card-error: the reader says transport'],
    ['down', 'card-error: the reader says down'],
    ['departed', 'card-error: the reader says departed'],
  ] as const) {
    it(`ends in ${outcome} where the reader says so at any one command`, async () => {
      const whole = newCard();
      await made(bench(whole).slot);
      for (let n = 1; n <= whole.transmits; n += 1) {
        const { slot, connections } = bench(newCard(), failsAt(code, n));
        const visited = await made(slot);
        assert.equal(outcomeOf(visited), outcome, `command ${n}`);
        assert.deepEqual(connections, ['exclusive', 'leave']);
        assert.deepEqual(visited.bugs, []);
      }
    });

    it(`ends in ${outcome} where the reader says so of the connection`, async () => {
      const slot = { ...bench(newCard()).slot, connect: async () => fails(code)() };
      const visited = await made(slot);
      assert.equal(outcomeOf(visited), outcome);
      assert.equal(visited.identity, null);
      assert.equal(visited.apdus, 0);
    });
  }

  describe('whose card another program resets', () => {
    it('begins anew', async () => {
      const { slot, card, connections } = bench(newCard(), failsAt('reset', 6));
      const visited = await made(slot);
      assert.equal(outcomeOf(visited), 'layer');
      assert.deepEqual(connections, ['exclusive', 'leave', 'exclusive', 'leave']);
      assert.equal(visited.apdus, card.transmits + 1, 'all commands count');
    });

    it('does so three times', async () => {
      const { slot, connections } = bench(newCard(), failsAt('reset', 3, 6, 9));
      assert.equal(outcomeOf(await made(slot)), 'layer');
      assert.equal(connections.filter((one) => one === 'exclusive').length, 4);
    });

    it('ends in card-error at the fourth time', async () => {
      const { slot, connections } = bench(newCard(), failsAt('reset', 3, 6, 9, 12));
      assert.equal(outcomeOf(await made(slot)), 'card-error: the reader says reset');
      assert.equal(connections.filter((one) => one === 'exclusive').length, 4);
    });
  });

  describe('whose card another program holds', () => {
    let clock: SinonFakeTimers;
    beforeEach(() => {
      clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => clock.restore());

    /** Exclusive connections are refused until `free` milliseconds have passed; shared ones where `all`. */
    function held(card: VirtualCard, free: number, all = false): Bench {
      const inner = bench(card);
      const refused = (share: string): boolean =>
        clock.now < free && (all || share === 'exclusive');
      const slot: Slot = {
        ...inner.slot,
        async connect(share, signal) {
          if (refused(share)) fails('sharing')();
          return inner.slot.connect(share, signal);
        },
      };
      return { ...inner, slot };
    }

    it('waits until it is let go', async () => {
      const { slot, connections } = held(newCard(), 5000);
      const visiting = made(slot);
      await clock.tickAsync(7000);
      assert.equal(outcomeOf(await visiting), 'layer');
      assert.deepEqual(connections, ['exclusive', 'leave']);
    });

    it('reads it shared after ten seconds', async () => {
      const { slot, connections } = held(newCard(), 3_600_000);
      const visiting = made(slot);
      await clock.tickAsync(9999);
      assert.deepEqual(connections, []);
      await clock.tickAsync(1);
      assert.equal(outcomeOf(await visiting), 'layer');
      assert.deepEqual(connections, ['shared', 'leave']);
    });

    it('spends no PIN try while it is shared', async () => {
      const { slot, card } = held(newCard(GUARDED), 3_600_000);
      const visiting = made(slot, { pinFor: () => '1234' });
      await clock.tickAsync(10_000);
      assert.equal(outcomeOf(await visiting), 'pin-guarded: shared');
      assert.equal(card.verifyAttempts, 0);
    });

    it('ends in card-error where it cannot even be shared', async () => {
      const { slot } = held(newCard(), 3_600_000, true);
      const visiting = made(slot);
      await clock.tickAsync(10_000);
      assert.equal(outcomeOf(await visiting), 'card-error: the reader says sharing');
    });

    it('ends in removed when it is called off in the midst of waiting', async () => {
      const { slot } = held(newCard(), 3_600_000);
      const controller = new AbortController();
      const visiting = made(slot, {}, controller.signal);
      await clock.tickAsync(3000);
      controller.abort();
      assert.equal(outcomeOf(await visiting), 'removed');
    });
  });

  describe('with a fault of the program', () => {
    const bug = new TypeError('x is not a function');

    it('in a command is card-error, and reported', async () => {
      const { slot, connections } = bench(newCard(), (n) => {
        if (n === 7) throw bug;
      });
      const visited = await made(slot);
      assert.equal(outcomeOf(visited), `card-error: a fault of this program: ${bug.message}`);
      assert.deepEqual(visited.bugs, [bug]);
      assert.deepEqual(connections, ['exclusive', 'leave']);
    });

    it('in what is asked of the policy is no different', async () => {
      const policy = {
        pinFor: () => {
          throw bug;
        },
      };
      const visited = await made(bench(newCard(GUARDED)).slot, policy);
      assert.match(outcomeOf(visited), /^card-error/);
      assert.deepEqual(visited.bugs, [bug]);
    });
  });

  it('ends in store-error where the ledger cannot be written, and no try is spent', async () => {
    const { slot, card } = bench(newCard(GUARDED));
    const ledger = new MemoryLedger();
    ledger.begin = () => {
      throw new StoreError('unwritable', 'the disk is full');
    };
    const visited = await made(slot, { pinFor: () => '1234', ledger });
    assert.equal(outcomeOf(visited), 'store-error: the disk is full');
    assert.equal(card.verifyAttempts, 0);
    assert.deepEqual(visited.bugs, []);
  });

  it('ends in store-error where what follows from the identity cannot be written', async () => {
    const visited = await made(bench(newCard()).slot, {
      identified: () => {
        throw new StoreError('unwritable', 'the disk is full');
      },
    });
    assert.equal(outcomeOf(visited), 'store-error: the disk is full');
    assert.equal(visited.identity?.id, ICCID);
  });

  it('takes XML text where the policy is lenient', async () => {
    const { slot } = bench(newCard({ message: XML }));
    const { result } = await made(slot, { lenient: true });
    assert.equal(result.kind, 'layer');
  });

  for (const [what, message, outcome] of [
    ['half a message', ONE.subarray(0, 400), /^malformed: /],
    ['XML text', XML, /^rejected: 5\.5\.4: the message is XML text/],
    ['a message without an account', sample('no-account'), /^rejected: 5\.5\.4/],
    ['a message of another source', sample('wrong-source'), /^rejected: 5\.5\.4/],
  ] as const) {
    it(`names what is wrong with ${what}`, async () => {
      const visited = await made(bench(newCard({ message })).slot);
      assert.match(outcomeOf(visited), outcome);
      assert.deepEqual(visited.bugs, []);
    });
  }
});
