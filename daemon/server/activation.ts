/** The first descriptor that a service manager passes (sd_listen_fds(3)). */
const FIRST_FD = 3;
const MAX_FDS = 16;

/**
 * The listening sockets that a service manager passed to this process, by name. They are taken out of the environment, so that
 * no child takes them for its own.
 */
export function passedSockets(environment: NodeJS.ProcessEnv): ReadonlyMap<string, number> {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = environment;
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete environment[name];
  if (Number(LISTEN_PID) !== process.pid) return new Map();
  const count = Math.min(Number(LISTEN_FDS) || 0, MAX_FDS);
  const names = LISTEN_FDNAMES.split(':');
  return new Map(
    Array.from({ length: count }, (_, at) => [names[at] ?? '', FIRST_FD + at] as const),
  );
}
