import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ACL_COMMANDS,
  grants,
  isServerId,
  mergeAcls,
  NOBODY,
  normaliseAcl,
  parseAcl,
} from '../../lib/tree/acl.js';
import { MAX_ACL_CHARACTERS } from '../../lib/tree/bounds.js';

const ACLS: Record<string, string> = {
  'Get=*': 'Get=*',
  'Get=a&Replace=a': 'Get=a&Replace=a',
  'Replace=z&Add=a+b.c&Delete=*&Get=y&Exec=x': 'Add=a+b.c&Delete=*&Exec=x&Get=y&Replace=z',
  'Get=b+a+b': 'Get=a+b',
  'Get=a&Add=a&Get=b': 'Add=a&Get=a+b',
  'Get=a+*+b': 'Get=*',
  'Get=*&Get=a': 'Get=*',
  'Get=(nobody)': 'Get=(nobody)',
  'Replace=(nobody)&Delete=(nobody)': 'Get=(nobody)',
  'Get=(nobody)+a&Add=(nobody)': 'Get=a',
};

const MALFORMED: Record<string, string> = {
  '': 'no value: it would inherit',
  Get: 'no servers',
  'Get=': 'an empty server',
  '=a': 'no command',
  'get=a': 'a command in another case',
  'Copy=a': 'a command that has no right',
  'Get=a+': 'an empty server behind another one',
  'Get=a b': 'white space',
  'Get=a=b': 'an equals sign in a server',
  'Get=a&': 'an empty entry',
  'Get=a**': 'an asterisk in a server',
  'Get=a\u200b': 'a character that cannot be seen',
  [`Get=${'a'.repeat(MAX_ACL_CHARACTERS)}`]: 'more characters than a bound',
};

describe('an ACL in text', () => {
  for (const [text, normal] of Object.entries(ACLS)) {
    it(`${text} is ${normal}`, () => {
      assert.equal(normaliseAcl(text), normal);
      assert.equal(normaliseAcl(normal), normal);
    });
  }

  for (const [text, reason] of Object.entries(MALFORMED)) {
    it(`cannot have ${reason}`, () => assert.equal(normaliseAcl(text), null));
  }

  it('can be as long as its bound', () => {
    const id = 'a'.repeat(MAX_ACL_CHARACTERS - 'Get='.length);
    assert.equal(normaliseAcl(`Get=${id}`), `Get=${id}`);
  });

  it('can grant nothing to anybody', () => {
    const acl = parseAcl(`Get=${NOBODY}`)!;
    for (const command of ACL_COMMANDS) {
      assert.equal(grants(acl, command, NOBODY), false);
      assert.equal(grants(acl, command, 'a'), false);
    }
    assert.equal(isServerId(NOBODY), false);
  });

  const id = fc.constantFrom('a', 'b', 'c', '*', NOBODY);
  const entry = fc.tuple(
    fc.constantFrom(...ACL_COMMANDS),
    fc.array(id, { minLength: 1, maxLength: 3 }),
  );
  const entries = fc.array(entry, { minLength: 1, maxLength: 6 });
  const textOf = (list: readonly (readonly [string, readonly string[]])[]): string =>
    list.map(([command, ids]) => `${command}=${ids.join('+')}`).join('&');
  const meant = (list: readonly (readonly [string, readonly string[]])[], word: string) =>
    new Set(list.flatMap(([command, ids]) => (command === word ? ids : [])));

  it('grants what any of its entries does, in whatever order', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const acl = parseAcl(textOf(list))!;
        const turned = list.map(([command, ids]) => [command, [...ids].reverse()] as const);
        assert.equal(normaliseAcl(textOf(turned.reverse())), normaliseAcl(textOf(list)));
        for (const command of ACL_COMMANDS) {
          const ids = meant(list, command);
          for (const server of ['a', 'b', 'c']) {
            assert.equal(grants(acl, command, server), ids.has('*') || ids.has(server));
          }
        }
      }),
      { seed: 30 },
    );
  });

  it('merged with another one grants what either does', () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        assert.deepEqual(
          mergeAcls(parseAcl(textOf(one))!, parseAcl(textOf(other))!),
          parseAcl(textOf([...one, ...other])),
        );
      }),
      { seed: 31 },
    );
  });

  it('of any characters is read or refused', () => {
    const characters = fc.constantFrom(...'Get=&+*()a \0ü'.split(''), 'Get', 'Add');
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 20 }), (parts) => {
        const normal = normaliseAcl(parts.join(''));
        assert.ok(normal === null || normaliseAcl(normal) === normal);
      }),
      { seed: 32, numRuns: 2000 },
    );
  });
});
