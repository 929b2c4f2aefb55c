import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, parseConfig } from '../../../daemon/config/load.js';
import { ROOT } from '../../support/paths.js';

const FILE = join(ROOT, 'systemd/debian/dmbootd.toml');

describe('the configuration that the package installs', () => {
  const text = readFileSync(FILE, 'utf8');

  it('changes nothing', () => {
    assert.deepEqual(parseConfig(text, FILE), defaultConfig());
  });

  it('shows the defaults in its comments', () => {
    const shown = text.replace(/^#(?=\w+ = )/gm, '');
    assert.notEqual(shown, text);
    assert.deepEqual(parseConfig(shown, FILE), defaultConfig());
  });
});
