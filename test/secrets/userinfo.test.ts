import assert from 'node:assert/strict';
import { Fillers, redactDocument, withoutUserinfo } from '../../lib/secrets/index.js';

describe('who may ask at an address', () => {
  it('is masked for eyes', () => {
    const cases: Readonly<Record<string, string>> = {
      'https://user:pass@dm.example/a': 'https://(secret)@dm.example/a',
      'https://token@dm.example': 'https://(secret)@dm.example',
      "at https://a:o'b@c&d@dm.example, and": 'at https://(secret)@dm.example, and',
      'http://a:b@one.example and http://c:d@two.example':
        'http://(secret)@one.example and http://(secret)@two.example',
    };
    for (const [text, masked] of Object.entries(cases)) assert.equal(withoutUserinfo(text), masked);
  });

  it('is nobody in anything else', () => {
    for (const text of [
      ...['https://dm.example/a@b', 'https://dm.example?to=a@b', 'https://dm.example#a@b'],
      ...['mailto:a@b.example', 'see https://dm.example or ask a@b.example', 'https://@dm.example'],
    ]) {
      assert.equal(withoutUserinfo(text), text);
    }
  });

  it('is searched for in a time that is in proportion', () => {
    const text = `${'https://'.repeat(20_000)}${'a'.repeat(400_000)}`;
    assert.equal(withoutUserinfo(text), text);
  });

  it('is filled in a document, in addresses of parties, of leaves and of parms', () => {
    const dm =
      '<SyncML><SyncHdr><Source><LocURI>https://user:pass@dm.example/a</LocURI></Source></SyncHdr><SyncBody><Add><Item><Target><LocURI>./Addr</LocURI></Target><Data>https://user:pass@dm.example/b</Data></Item></Add></SyncBody></SyncML>';
    const cp =
      '<wap-provisioningdoc><characteristic type="APPADDR"><parm name="ADDR" value="https://user:pass@dm.example"/></characteristic></wap-provisioningdoc>';
    for (const document of [dm, cp]) {
      const done = redactDocument(Buffer.from(document), new Fillers());
      assert.ok(done.kind === 'redacted');
      assert.equal(
        Buffer.from(done.bytes).toString(),
        document.replaceAll('user:pass', '*********'),
      );
    }
  });
});
