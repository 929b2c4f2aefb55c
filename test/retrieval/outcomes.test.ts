import assert from 'node:assert/strict';
import { equalBytes } from '../../lib/bytes.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { messageOf, outcomeOf, verifies, walk } from './bench.js';

const CARDS = [
  { mode: '2g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=0' },
  { mode: '3g', protocol: 'T=1' },
] as const;

const MESSAGES: readonly [name: string, card: BootstrapCard][] = [
  ['alone in its file', {}],
  ['longer than a READ', { message: messageOf(2700) }],
  ['of 256 bytes exactly', { message: messageOf(256) }],
  ['in a longer file', { fileSize: 3000 }],
  ['in a part of a file', { offset: 7, fileSize: 200 }],
  ['named by an absolute path', { path: 'absolute' }],
  ['named by a path from the ADF', { path: 'adf' }],
  ['in an oidDO', { entry: 'oid' }],
  ['behind entries and DODFs of others', { decoyDodfs: 3, decoyEntries: 2 }],
  ['behind a wrapped ODF', { odfWrapped: true }],
  ['behind files padded with 00', { padding: '00' }],
  ['behind files padded with 80 00', { padding: '8000' }],
  ['behind a transparent EF DIR', { dir: 'transparent' }],
  ['without a label', { label: '' }],
];

const OUTCOMES: readonly [
  name: string,
  card: BootstrapCard,
  outcome: string,
  outcome2g?: string,
][] = [
  ['no EF DIR', { absent: 'dir' }, 'no-application'],
  ['no PKCS#15 record', { absent: 'record' }, 'no-application'],
  [
    'no PKCS#15 application behind the record',
    { absent: 'application' },
    'no-application: the PKCS#15 application that EF DIR 2F00 names cannot be selected',
  ],
  [
    'a record without a path',
    { absent: 'path' },
    'message',
    'no-application: the PKCS#15 record of EF DIR 2F00 has no path (tag 51)',
  ],
  ['no ODF', { absent: 'odf' }, 'no-bootstrap: EF ODF 5031 is missing'],
  ['an ODF that names no DODF', { absent: 'dodf-pointer' }, 'no-bootstrap'],
  ['no DODF', { absent: 'dodf' }, 'no-bootstrap: EF DODF 6420 is missing'],
  ['no entry', { absent: 'entry', decoyEntries: 1 }, 'no-bootstrap'],
  ['no file', { absent: 'message' }, 'no-bootstrap: EF DM_Bootstrap 6421 is missing'],
  [
    'a terminated file',
    { lifeCycle: 'terminated' },
    'no-bootstrap: EF DM_Bootstrap 6421 is missing',
  ],
  [
    'an invalidated file',
    { lifeCycle: 'deactivated' },
    'no-bootstrap: EF DM_Bootstrap 6421 is invalidated',
  ],
  ['an initialised file', { blank: true }, 'empty'],
  ['a long initialised file', { blank: true, message: messageOf(700) }, 'empty'],
  [
    'a message that is none',
    { message: Uint8Array.of(0x03, 0x04) },
    'malformed: EF DM_Bootstrap 6421, byte 0: expected 02',
  ],
  [
    'a message that is cut off',
    { message: messageOf(40).subarray(0, 30) },
    'malformed: EF DM_Bootstrap 6421, byte 30: the file ends before the message does',
  ],
  [
    'a message that is cut off, in a part of the file',
    { message: messageOf(40).subarray(0, 30), offset: 5 },
    'malformed: EF DM_Bootstrap 6421, byte 35: the file ends before the message does',
  ],
  [
    'FF before a message',
    { message: Uint8Array.of(0xff, 0x02, 0x00, 0x01, 0x00) },
    'malformed: EF DM_Bootstrap 6421, byte 0: expected a message or FF throughout, found FF and more',
  ],
  ['an ODF that is closed', { read: { odf: 'adm' } }, 'pin-guarded: access'],
];

for (const common of CARDS) {
  describe(`a ${common.mode} card on ${common.protocol}`, () => {
    describe('yields a message', () => {
      for (const [name, card] of MESSAGES) {
        it(name, async () => {
          const { retrieved, error, warnings } = await walk({ ...card, ...common });
          assert.equal(error, null);
          assert.equal(retrieved?.kind, 'message');
          assert.ok(equalBytes(retrieved.bytes, card.message ?? messageOf(40)));
          assert.equal(retrieved.label, card.label === '' ? null : 'OMA-DM');
          assert.deepEqual([retrieved.imsi, retrieved.pinVerified], [null, false]);
          assert.deepEqual(warnings, []);
        });
      }

      for (const entry of ['aliased', 'opaque-aliased'] as const) {
        it(`by an entry whose OID is wrapped twice (${entry}), with a warning`, async () => {
          const done = await walk({ entry, ...common });
          assert.equal(done.retrieved?.kind, 'message');
          assert.equal(done.warnings.length, 1);
        });
      }
    });

    describe('yields none', () => {
      for (const [name, card, outcome, outcome2g = outcome] of OUTCOMES) {
        it(name, async () => {
          const done = await walk({ ...card, ...common }, { pin: '1234' });
          assert.equal(outcomeOf(done), common.mode === '2g' ? outcome2g : outcome);
          assert.equal(done.error, null);
          assert.deepEqual(verifies(done.exchanges), []);
          assert.equal(done.retrieved?.pinVerified, false);
        });
      }
    });
  });
}
