/** The priorities of syslog(3). */
export const PRIORITIES: Readonly<Record<string, number>> = {
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
};

/** The lines of a text, each with its priority, as the journal reads them from a stream (sd-daemon(3)). */
export const prefixed = (level: string, text: string): string =>
  text.replace(/^/gm, `<${PRIORITIES[level]}>`);
