import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../../../lib/source/https/certificates.js';
import { FetchError } from '../../../lib/source/index.js';
import { Authority } from '../../support/certificates.js';

describe('the certificates in a file of the configuration', () => {
  let authority: Authority;
  let own: string;
  before(() => {
    authority = new Authority();
    own = authority.issue().keyFile;
  });
  after(() => authority.remove());
  const at = (name: string): string => join(authority.folder, name);

  it('are read one by one, whatever stands between them', async () => {
    const key = readFileSync(own, 'latin1');
    const odd = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    writeFileSync(at('bundle'), `# ours\n${authority.cert}${key}${odd}# again\n${authority.cert}`);
    assert.deepEqual(await readCertificates(at('bundle')), [authority.cert, authority.cert]);
  });

  const CASES: readonly (readonly [what: string, make: (path: string) => void, said: RegExp])[] = [
    [
      'a pipe that nobody writes into',
      (path) => execFileSync('mkfifo', [path]),
      /FILE is no file$/,
    ],
    ['a folder', (path) => mkdirSync(path), /FILE is no file$/],
    [
      'no end of octets',
      (path) => execFileSync('ln', ['-s', '/dev/zero', path]),
      /FILE is no file$/,
    ],
    ['too much', (path) => writeFileSync(path, Buffer.alloc(1_048_577)), /at most 1048576 bytes$/],
    [
      'nothing',
      (path) => writeFileSync(path, ''),
      /^expected certificates as PEM .* FILE, found none$/,
    ],
    [
      'garbage',
      (path) => writeFileSync(path, '\x00garbage'),
      /as PEM in the ca file FILE, found none$/,
    ],
    [
      'a key',
      (path) => writeFileSync(path, readFileSync(own)),
      /as PEM in the ca file FILE, found none$/,
    ],
    ['no file', () => undefined, /^there is no ca file FILE$/],
  ];
  for (const [index, [what, make, said]] of CASES.entries()) {
    it(`are none in ${what}, and it is the file that is blamed`, async () => {
      const file = at(`case-${index}`);
      make(file);
      await assert.rejects(readCertificates(file), (error) => {
        assert.ok(error instanceof FetchError);
        assert.equal(error.code, 'trust');
        assert.match(error.message.replace(file, 'FILE'), said);
        return true;
      });
    });
  }
});
