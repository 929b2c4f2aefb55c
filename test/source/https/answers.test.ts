import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { LONGEST_RETRY_AFTER } from '../../../lib/source/https/limits.js';
import { kindOfType } from '../../../lib/source/https/media-types.js';
import { retryAfter } from '../../../lib/source/https/retry-after.js';
import { systemRoots } from '../../../lib/source/https/roots.js';

const NOON = 'Tue, 03 Mar 2026 12:00:00 GMT';
const FIVE_PAST = 'Tue, 03 Mar 2026 12:05:00 GMT';
const WRONG_CLOCK = 0;

describe('how long a server asks to be left alone', () => {
  it('is told in seconds, or as a date that is reckoned from its own', () => {
    assert.equal(retryAfter('0', undefined, WRONG_CLOCK), 0);
    assert.equal(retryAfter('120', NOON, WRONG_CLOCK), 120_000);
    assert.equal(retryAfter(FIVE_PAST, NOON, WRONG_CLOCK), 300_000);
    assert.equal(retryAfter(FIVE_PAST, undefined, Date.parse(NOON)), 300_000);
    assert.equal(retryAfter(NOON, FIVE_PAST, WRONG_CLOCK), 0);
  });

  it('is at most a day', () => {
    for (const digits of [9, 10, 20, 400]) {
      assert.equal(retryAfter('9'.repeat(digits), undefined, WRONG_CLOCK), LONGEST_RETRY_AFTER);
    }
    assert.equal(retryAfter(NOON, undefined, WRONG_CLOCK), LONGEST_RETRY_AFTER);
  });

  it('is not told where nothing, or nonsense, is', () => {
    const nonsense = ['', ' ', '-1', '1.5', '1e3', 'soon', 'Tue, 03 Mrz 2026'];
    for (const header of [undefined, ...nonsense]) {
      assert.equal(retryAfter(header, NOON, WRONG_CLOCK), null, header);
    }
  });

  it('is a time within the bounds, or nothing, of any text', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(NOON, FIVE_PAST), fc.nat().map(String));
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (header, date) => {
        const wait = retryAfter(header, date, WRONG_CLOCK);
        assert.ok(wait === null || (wait >= 0 && wait <= LONGEST_RETRY_AFTER));
      }),
    );
  });
});

describe('the type of an answer', () => {
  it('says of which profile it is, or that it is of none', () => {
    assert.equal(kindOfType('application/vnd.syncml.dm+wbxml'), 'dm');
    assert.equal(kindOfType(' TEXT/vnd.wap.connectivity-xml ;charset=utf-8'), 'cp');
    for (const type of [undefined, '', 'text/xml', 'application/octet-stream', '__proto__']) {
      assert.equal(kindOfType(type), null, type);
    }
  });
});

describe('the certificates that a system trusts', () => {
  it('are in the first of its files that is there, or nowhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-roots-'));
    const [absent, present] = [join(folder, 'absent'), join(folder, 'present')];
    writeFileSync(present, 'PEM');
    assert.equal(await systemRoots([absent, present]), 'PEM');
    assert.equal(await systemRoots([absent]), undefined);
    rmSync(folder, { recursive: true });
  });
});
