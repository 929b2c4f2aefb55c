import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Starts or stops a unit, and waits until that is done. One that is being started is joined.
 *
 * @throws where the job failed, with what `systemctl` says; at an abort, with nobody left who waits for the job.
 */
export async function unit(
  verb: 'start' | 'stop',
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await run('systemctl', ['--no-ask-password', verb, name], { signal }).catch(
    ({ stderr, message }: { stderr?: string; message: string }) => {
      throw new Error(stderr?.trim().split('\n', 1)[0] || message);
    },
  );
}

const UP: readonly string[] = ['initializing', 'starting', 'running', 'degraded', 'maintenance'];

/** Whether there is a service manager that is not about to stop the machine (systemctl(1), `is-system-running`). */
export async function isUp(): Promise<boolean> {
  // It ends with a status that is not 0 in every state but one.
  const { stdout } = await run('systemctl', ['is-system-running']).catch(
    ({ stdout = '' }: { stdout?: string }) => ({ stdout }),
  );
  return UP.includes(stdout.trim());
}

/** Whether a unit runs, or is about to; false where no service manager answers. */
export async function isRunning(name: string): Promise<boolean> {
  try {
    const { stdout } = await run('systemctl', ['show', '--value', '-p', 'ActiveState', name]);
    return !['inactive', 'failed'].includes(stdout.trim());
  } catch {
    return false;
  }
}

/** Whether a template of a unit is known to the service manager; false where there is none that answers. */
export async function hasTemplate(name: string): Promise<boolean> {
  try {
    await run('systemctl', ['--quiet', 'cat', name]);
    return true;
  } catch {
    return false;
  }
}
