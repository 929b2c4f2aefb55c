import assert from 'node:assert/strict';
import type { Provisioning, Retrieved } from '../../lib/retrieval/types.js';
import type { LayerDocument } from '../../lib/tree/index.js';
import { gather } from '../../lib/visit/documents.js';

const [A, B, C] = ['2.23.43.3.1', '2.23.43.3.2', '2.23.43.3.3'] as const;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const read = (oid: string, text: string): Provisioning => ({
  ...{ kind: 'document', oid, label: `label of ${text}`, bytes: bytesOf(text) },
});

type Unread = Extract<Provisioning, { kind: 'unread' }>;
const unread = (oid: string, outcome: Unread['outcome'], detail: string | null = null): Unread => ({
  ...{ kind: 'unread', oid, outcome, detail },
});

const inForce = (oid: string, text: string): LayerDocument => ({
  ...{ kind: 'cp', oid, label: null, bytes: bytesOf(text), report: {} },
});

const besides = { imsi: null, pinVerified: false };
const withMessage = (...provisioning: Provisioning[]): Retrieved => ({
  ...{ kind: 'message', bytes: bytesOf('message'), label: 'DM', provisioning, ...besides },
});
const without = (...provisioning: Provisioning[]): Retrieved => ({
  ...{ kind: 'none', outcome: 'no-bootstrap', detail: 'why', url: null, provisioning, ...besides },
});

interface Done {
  /** `KIND OID TEXT` of each document, or the outcome. */
  readonly yields: string | readonly string[];
  readonly warnings: readonly string[];
  /** The documents in force were asked for. */
  readonly asked: boolean;
}

function gathered(retrieved: Retrieved, ...present: readonly LayerDocument[]): Done {
  const warnings: string[] = [];
  let asked = false;
  const done = gather(
    retrieved,
    () => {
      asked = true;
      return present;
    },
    (line) => warnings.push(line),
  );
  const yields =
    done.kind === 'none'
      ? `${done.outcome}: ${done.detail}`
      : done.documents.map(
          ({ kind, oid, bytes }) => `${kind} ${oid} ${new TextDecoder().decode(bytes)}`,
        );
  return { yields, warnings, asked };
}

describe('the documents of a card', () => {
  it('are the message, then the CP documents in their order', () => {
    const { yields, warnings, asked } = gathered(withMessage(read(B, 'b'), read(A, 'a')));
    assert.deepEqual(yields, ['dm 2.23.43.7.1 message', `cp ${B} b`, `cp ${A} a`]);
    assert.deepEqual([warnings, asked], [[], false]);
  });

  it('have the labels of the card', () => {
    const done = gather(withMessage(read(A, 'a')), () => [], assert.fail);
    assert.ok(done.kind === 'documents');
    assert.deepEqual(
      done.documents.map(({ label }) => label),
      ['DM', 'label of a'],
    );
  });

  it('are CP documents alone', () => {
    assert.deepEqual(gathered(without(read(A, 'a'))).yields, [`cp ${A} a`]);
  });

  it('are none, for the reason of the message', () => {
    assert.equal(gathered(without()).yields, 'no-bootstrap: why');
  });

  describe('of which a PIN keeps one closed', () => {
    for (const outcome of ['pin-required', 'pin-rejected', 'pin-guarded'] as const) {
      it(`are completed by the one in force (${outcome}), with a warning`, () => {
        const retrieved = withMessage(unread(A, outcome), read(B, 'b'));
        const done = gathered(retrieved, inForce(B, 'old b'), inForce(A, 'old a'));
        assert.deepEqual(done.yields, ['dm 2.23.43.7.1 message', `cp ${A} old a`, `cp ${B} b`]);
        const warning = `CP document ${A} is taken as it was before (${outcome})`;
        assert.deepEqual(done.warnings, [warning]);
      });
    }

    it('go without it where none is in force, with a warning', () => {
      const retrieved = withMessage(unread(A, 'pin-guarded', 'tries'));
      const done = gathered(retrieved, inForce(B, 'old b'));
      assert.deepEqual(done.yields, ['dm 2.23.43.7.1 message']);
      assert.deepEqual(done.warnings, [`CP document ${A} is left out (pin-guarded: tries)`]);
    });

    it('are none where nothing else was read, whatever is in force', () => {
      const retrieved = without(
        unread(A, 'malformed', 'byte 3'),
        unread(B, 'pin-guarded', 'tries'),
      );
      const done = gathered(retrieved, inForce(B, 'old b'));
      assert.deepEqual([done.yields, done.asked], ['pin-guarded: tries', false]);
    });
  });

  describe('of which one is broken', () => {
    it('go without it, whatever is in force, with a warning', () => {
      const retrieved = without(unread(A, 'malformed', 'byte 3'), read(C, 'c'));
      const done = gathered(retrieved, inForce(A, 'old a'));
      assert.deepEqual(done.yields, [`cp ${C} c`]);
      assert.deepEqual(done.warnings, [`CP document ${A} is left out (malformed: byte 3)`]);
    });

    it('are none where nothing else was read', () => {
      const retrieved = without(unread(A, 'malformed', 'byte 3'), unread(B, 'malformed', 'byte 4'));
      assert.equal(gathered(retrieved).yields, 'malformed: byte 3');
    });
  });
});
