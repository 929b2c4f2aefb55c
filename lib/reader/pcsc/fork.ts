import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child that hears nothing of the terminal and whose standard output leads nowhere: nothing from a card gets there. */
export class Child<Heard extends { readonly kind: string }, Said extends object> {
  /** Settles when the process is no more, or never was. */
  readonly exited: Promise<void>;
  readonly #process: ChildProcess;

  /**
   * @param file the compiled entry beside this file.
   * @param heard is called with each message. The child is our own program: its messages are what `protocol.ts` says.
   */
  constructor(
    file: 'monitor' | 'worker',
    args: readonly string[],
    heard: (message: Heard) => void,
  ) {
    this.#process = fork(fileURLToPath(new URL(`./${file}.js`, import.meta.url)), args, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const forked = this.#process;
    // The last message may come after the exit, but not after the channel's end.
    this.exited = new Promise((resolve) => {
      forked.on('error', () => resolve());
      forked.once('exit', () => {
        if (forked.connected) forked.once('disconnect', () => resolve());
        else resolve();
      });
    });
    this.#process.on('message', (message: Heard) => heard(message));
  }

  /** How the process ended, for people: the signal or the exit code. */
  get end(): string {
    const { signalCode, exitCode } = this.#process;
    return signalCode ?? (exitCode === null ? 'it was not started' : `exit code ${exitCode}`);
  }

  /** A child that can no longer hear is about to be known as exited. */
  say(message: Said): void {
    this.#process.send(message, () => {});
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
