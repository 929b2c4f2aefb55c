const COMMANDS: ReadonlySet<string> = new Set(['Add', 'Delete', 'Exec', 'Get', 'Replace']);

/** A ServerID, or all of them. */
const SERVER = /^(?:\*|[^\s=&*+\p{Cc}]+)$/u;

/** True of an ACL in its text form: `Cmd=id+id&Cmd=id` (OMA-TS-DM_TND-V1_2_1, the property ACL). */
export function isAcl(text: string): boolean {
  return text.split('&').every((entry) => {
    const equals = entry.indexOf('=');
    return (
      COMMANDS.has(entry.slice(0, Math.max(0, equals))) &&
      entry
        .slice(equals + 1)
        .split('+')
        .every((server) => SERVER.test(server))
    );
  });
}
