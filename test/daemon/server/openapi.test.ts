import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../../daemon/version.js';
import { ROOT } from '../../support/paths.js';
import { published } from './described.js';
import { DOCUMENTS } from './openapi.js';

describe('the published description of the sockets', () => {
  for (const [file, document] of Object.entries(DOCUMENTS)) {
    it(`${file} is the one that \`npm run openapi\` makes`, () => {
      assert.deepEqual(published(file), JSON.parse(JSON.stringify(document)));
    });
  }

  it('is of the version that the package has', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.equal(VERSION, version);
  });
});
