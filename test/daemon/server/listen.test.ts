import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Exit } from '../../../daemon/exit.js';
import { groupId } from '../../../daemon/server/group.js';
import { listenAt, listenOn } from '../../../daemon/server/listen.js';
import { skipBecause } from '../../support/skip.js';
import { inFolder } from '../../tree/support.js';
import { ask } from './ask.js';

/** A group that every machine has, and that few are in. */
const GROUP = 'daemon';

const ending = (status: number) => (error: unknown) => {
  assert.ok(error instanceof Exit);
  assert.equal(error.status, status, error.message);
  return true;
};

/** What a process leaves that is killed. */
function deadSocket(path: string): void {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  assert.ok(statSync(path).isSocket());
}

describe('a socket that is made', () => {
  const servers: Server[] = [];
  const warnings: string[] = [];
  afterEach(async () => {
    warnings.length = 0;
    for (const server of servers.splice(0)) {
      if (!server.listening) continue;
      server.close();
      await once(server, 'close');
    }
  });

  async function listen(path: string, group = 'no such group'): Promise<void> {
    const server = createServer((_, response) => response.end('here'));
    servers.push(server);
    await listenAt(server, path, group, (message) => warnings.push(message));
  }
  const modeOf = (path: string): number => statSync(path).mode & 0o777;

  it("is its owner's alone, and answers", () =>
    inFolder(async (dir) => {
      const path = join(dir, 's');
      await listen(path);
      assert.equal(modeOf(path), 0o600);
      assert.equal((await ask(path, 'GET /')).text, 'here');
      assert.deepEqual(warnings, []);
    }));

  it("is its group's too, where there is that group", function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'needs root, to give a socket to a group');
    return inFolder(async (dir) => {
      const path = join(dir, 's');
      await listen(path, GROUP);
      assert.equal(modeOf(path), 0o660);
      assert.equal(statSync(path).gid, groupId(GROUP));
    });
  });

  it("stays its owner's where it cannot be given to the group, and that is said", function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'needs root, to become somebody else');
    return inFolder(async (dir) => {
      const path = join(dir, 's');
      const { seteuid, setegid } = process as Required<typeof process>;
      chmodSync(dir, 0o777);
      setegid(65_534);
      seteuid(65_534);
      try {
        await listen(path, GROUP);
      } finally {
        seteuid(0);
        setegid(0);
      }
      assert.equal(modeOf(path), 0o600);
      assert.match(warnings.join(), /not shared with the group daemon/);
    });
  });

  it('takes the place of one that a dead process left', () =>
    inFolder(async (dir) => {
      const path = join(dir, 's');
      deadSocket(path);
      await listen(path);
      assert.equal((await ask(path, 'GET /')).text, 'here');
    }));

  it('does not take the place of one that somebody listens on', () =>
    inFolder(async (dir) => {
      const path = join(dir, 's');
      await listen(path);
      await assert.rejects(listen(path), ending(75));
      assert.equal((await ask(path, 'GET /')).text, 'here');
    }));

  it('does not take the place of anything else', () =>
    inFolder(async (dir) => {
      const [file, link] = [join(dir, 'file'), join(dir, 'link')];
      writeFileSync(file, 'kept');
      symlinkSync(file, link);
      await assert.rejects(listen(file), ending(73));
      await assert.rejects(listen(link), ending(73));
      assert.ok(existsSync(file) && existsSync(link));
    }));

  it('is refused where its path is too long or its folder is not there', () =>
    inFolder(async (dir) => {
      await assert.rejects(listen(join(dir, 'x'.repeat(108))), ending(73));
      await assert.rejects(listen(join(dir, 'none/s')), ending(73));
    }));
});

describe('a descriptor that a service manager passes', () => {
  it('is refused where it is no socket', () =>
    inFolder(async (dir) => {
      const fd = openSync(join(dir, 'file'), 'w');
      await assert.rejects(listenOn(createServer(), fd), ending(73));
      closeSync(fd);
    }));
});

describe('the number of a group', () => {
  it('is read from the file of groups', () =>
    inFolder((dir) => {
      const file = join(dir, 'group');
      writeFileSync(file, 'root:x:0:\ndmbootd-client:x:118:a,b\ndmbootd:x:117:\nodd:x:\n');
      const names = ['dmbootd', 'dmbootd-client', 'dmboot', 'odd', 'root'];
      assert.deepEqual(
        names.map((name) => groupId(name, file)),
        [117, 118, null, null, 0],
      );
      assert.equal(groupId('root', join(dir, 'none')), null);
    }));
});
