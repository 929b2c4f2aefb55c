import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { junit, type Verdict } from '../../lib/replay/index.js';

interface Parsed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a document that is well-formed, as another program would read it. */
function parsed(xml: string): Parsed[] {
  const elements: Parsed[] = [];
  const open: Parsed[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

const verdict = (given: Partial<Verdict>): Verdict => ({
  ...{ trace: 'a.trace', fault: null, result: 'passed', problems: [], notes: [] },
  ...{ outcomes: ['applied'], commands: 20, found: null, milliseconds: 1.5 },
  ...given,
});

describe('a JUnit report', () => {
  it('has a case for each replay, and says what became of it', () => {
    const [suites, suite, one, two, failure, three, error] = parsed(
      junit([
        verdict({}),
        verdict({ fault: 'sw@3=6F00', result: 'failed', problems: ['first & <foremost>', 'then'] }),
        verdict({ trace: 'b.trace', result: 'malformed', problems: ['b.trace:1:1: what'] }),
      ]),
    );
    assert.equal(suites!.name, 'testsuites');
    const { tests, failures, errors, skipped, time } = suite!.attributes;
    assert.deepEqual([tests, failures, errors, skipped], ['3', '1', '1', '0']);
    assert.equal(time, '0.004500');
    assert.deepEqual(
      { ...one!.attributes },
      { classname: 'a.trace', name: 'a.trace', time: '0.001500' },
    );
    assert.equal(two!.attributes['name'], 'a.trace sw@3=6F00');
    assert.deepEqual({ ...failure!.attributes }, { message: 'first & <foremost>' });
    assert.equal(failure!.text, 'first & <foremost>\nthen');
    assert.equal(three!.attributes['classname'], 'b.trace');
    assert.equal(error!.name, 'error');
  });

  it('is well-formed and says the same, whatever the names and texts are', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, fc.array(text), (trace, problems) => {
        const [, , one, failure] = parsed(junit([verdict({ trace, result: 'failed', problems })]));
        const kept = (given: string): string =>
          given.replace(
            /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu,
            '\ufffd',
          );
        assert.equal(one!.attributes['name'], kept(trace));
        assert.equal(failure!.text, kept(problems.join('\n')));
      }),
      { seed: 36 },
    );
  });
});
