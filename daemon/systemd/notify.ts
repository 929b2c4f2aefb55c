import { sendDatagram } from './datagram.js';

/** What a service manager gives its services, as sd_notify(3) and sd_watchdog_enabled(3) have it. */
export interface ManagerEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
}

/** The service manager that started this process. Where there is none, nothing is told to anybody. */
export class ServiceManager {
  /** Milliseconds between two signs of life that it waits for; null where it waits for none. */
  readonly watchdog: number | null;
  readonly #socket: string | null;
  #status = '';

  constructor({ NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID }: ManagerEnvironment) {
    this.#socket = NOTIFY_SOCKET ?? null;
    const watched = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
    const period = Number(WATCHDOG_USEC) / 1000;
    this.watchdog = watched && period > 0 ? period : null;
  }

  get present(): boolean {
    return this.#socket !== null;
  }

  /** The service is up, or has taken its configuration anew. False where there is a manager that cannot be told. */
  ready(): boolean {
    return this.#say('READY=1');
  }

  /** One line for people, which holds until the next one. */
  status(line: string): void {
    if (line === this.#status) return;
    this.#status = line;
    this.#say(`STATUS=${line}`);
  }

  reloading(): void {
    // Node's high-resolution time is CLOCK_MONOTONIC.
    this.#say(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
  }

  stopping(): void {
    this.#say('STOPPING=1');
  }

  alive(): void {
    this.#say('WATCHDOG=1');
  }

  #say(text: string): boolean {
    return this.#socket === null || sendDatagram(Buffer.from(text), this.#socket);
  }
}
