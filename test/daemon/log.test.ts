import assert from 'node:assert/strict';
import { createLog } from '../../daemon/log.js';
import { captured } from './captured.js';

const HOSTILE = 'a\u001b[2J\nb\u202e';

describe('the log', () => {
  it('goes to standard error, a line each', async () => {
    const { stdout, stderr } = await captured(async () => {
      const log = createLog({ level: 'info', format: 'text' }, false);
      log.info('applied', { reader: 'Reader 1', apdus: 19 });
      log.error('a fault');
    });
    assert.equal(stdout, '');
    const [first, second] = stderr.split('\n');
    assert.match(first!, /^\d{4}-\d\d-\d\dT[\d:.]+Z info \[Reader 1\] applied apdus=19$/);
    assert.match(second!, / error a fault$/);
  });

  it('says nothing below its level, and does not so much as make the text', async () => {
    const { stderr } = await captured(async () => {
      const log = createLog({ level: 'warn', format: 'text' }, false);
      log.info('not said');
      log.debug(() => assert.fail('made'));
      log.warn(() => 'made and said');
    });
    assert.match(stderr, /^\S+ warn made and said\n$/);
  });

  it('has no more than its share for each reader where it is bounded, and counts what it says alone', async () => {
    const { stderr } = await captured(async () => {
      const log = createLog({ level: 'info', format: 'text' }, true);
      for (let n = 0; n < 10_000; n += 1) log.debug('not said', { reader: 'Reader 1' });
      for (let n = 0; n < 600; n += 1) log.info('said', { reader: 'Reader 1' });
      log.info('said', { reader: 'Reader 2' });
    });
    const lines = stderr.split('\n').slice(0, -1);
    assert.equal(lines.filter((line) => line.endsWith(' said')).length, 501);
    assert.equal(lines.filter((line) => line.includes('left out')).length, 1);
  });

  it('says more when its level is changed', async () => {
    const { stderr } = await captured(async () => {
      const log = createLog({ level: 'info', format: 'text' }, false);
      log.debug('not said');
      log.setLevel('debug');
      log.debug('said');
    });
    assert.match(stderr, /^\S+ debug said\n$/);
  });

  it('is JSON where it is asked to be', async () => {
    const { stderr } = await captured(async () => {
      createLog({ level: 'debug', format: 'json' }, false).debug(HOSTILE, { reader: 'Reader 1' });
    });
    const { timestamp, ...line } = JSON.parse(stderr);
    assert.match(timestamp, /Z$/);
    assert.deepEqual(line, { level: 'debug', message: HOSTILE, reader: 'Reader 1' });
  });

  it('has no control characters from outside in its text', async () => {
    const { stderr } = await captured(async () => {
      createLog({ level: 'info', format: 'text' }, false).info(HOSTILE, {
        reader: HOSTILE,
        detail: HOSTILE,
      });
    });
    assert.doesNotMatch(stderr.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
    assert.equal(stderr.split('\\u{1b}').length, 4);
  });

  it('tells where a fault of the program happened', async () => {
    for (const format of ['text', 'json'] as const) {
      const { stderr } = await captured(async () => {
        createLog({ level: 'info', format }, false).error('a fault of this program', {
          error: new TypeError('x'),
        });
      });
      assert.match(stderr, /TypeError: x/, format);
      assert.match(stderr, /log\.test\.js/, format);
    }
  });
});
