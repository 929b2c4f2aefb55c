import assert from 'node:assert/strict';
import { isAcl } from '../../lib/bootstrap/acl.js';

const ACLS: Record<string, boolean> = {
  'Get=*': true,
  'Get=a&Replace=a': true,
  'Add=a+b.c&Delete=*&Exec=x&Get=y&Replace=z': true,
  '': false,
  Get: false,
  'Get=': false,
  'get=a': false,
  'Copy=a': false,
  'Get=a+': false,
  'Get=a b': false,
  'Get=a=b': false,
  'Get=a&': false,
};

describe('an ACL in text', () => {
  for (const [text, expected] of Object.entries(ACLS)) {
    it(`${expected ? 'may' : 'may not'} be "${text}"`, () => {
      assert.equal(isAcl(text), expected);
    });
  }
});
