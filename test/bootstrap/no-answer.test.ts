import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';

const ROOMS = ['wbxml', 'syncml', 'provisioning', 'bootstrap', 'tree'];
/** Each import, and its names if all that it takes of `node:net` is what looks at addresses. */
const IMPORTED = /(?:(?:\{ (isIP\w*) \} )?from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g;
/** What reaches no network and starts no program. */
const HARMLESS =
  /^(?:\.|node:(?:buffer|crypto|fs|module|path|timers\/promises|url)$|libsql$|saxes$|valibot$)/;

describe('the message wing', () => {
  it('has nothing that could send an answer (5.5.5)', () => {
    const imports = ROOMS.flatMap((room) => {
      const folder = join(ROOT, 'dist/lib', room);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return files
        .filter((file) => file.endsWith('.js'))
        .flatMap((file) => {
          const text = readFileSync(join(folder, file), 'utf8');
          assert.doesNotMatch(text, /\b(?:fetch|WebSocket|EventSource)\(/, file);
          return [...text.matchAll(IMPORTED)].flatMap(([, addresses, from]) =>
            from === 'node:net' && addresses !== undefined ? [] : [from!],
          );
        });
    });
    assert.ok(imports.length > 100);
    assert.deepEqual(
      imports.filter((from) => !HARMLESS.test(from)),
      [],
    );
  });
});
