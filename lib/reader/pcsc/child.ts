import type { MonitorMessage, WorkerReply } from './protocol.js';

/**
 * Ends this process at once. Not by `process.exit`, which would wait for a thread that hangs in a PC/SC call and run destructors
 * under threads that are still alive. The service releases what a process held that ends like this.
 */
export function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Tells the parent; `sent` is called when the message is on its way. */
export function say(message: MonitorMessage | WorkerReply, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => sent?.());
  else leave();
}

/** The parent decides when a child ends, not a signal to the whole group; but without a parent it ends. */
export function liveWithParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  process.on('disconnect', leave);
  // It may have gone before anybody listened.
  if (!process.connected) leave();
}
