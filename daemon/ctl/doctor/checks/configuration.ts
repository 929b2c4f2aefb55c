import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import type { Entry } from '../machine.js';
import { reads } from '../reads.js';

/** The configuration: whether it can be taken, and read by the daemon, and by nobody else if PINs are in it. */
export function checkConfiguration(of: Case): Finding[] {
  const { machine, configFile, configError, isInstalled } = of;
  const look = machine.look(configFile);
  if (look === 'absent' && configError === null) {
    return [ok(`there is no ${configFile}: everything has its default`)];
  }
  if (look === 'denied' || (configError !== null && isUnreadable(of))) {
    return [skipped(`${configFile} cannot be read by this user: run doctor as root`)];
  }
  if (configError !== null) return problems(configError.file, configError.problems);
  const taken = ok(`${configFile} is understood`);
  return typeof look === 'object' && isInstalled ? [taken, ...readers(of, look)] : [taken];
}

const problems = (
  file: string,
  all: readonly { readonly key: string; readonly line: number; readonly problem: string }[],
): Finding[] =>
  all.map(({ key, line, problem }) =>
    fail(
      `${file}${line > 0 ? `:${line}` : ''}: ${key}: ${problem}`,
      line > 0
        ? `mend line ${line}; then systemctl restart dmbootd`
        : 'mend it; then systemctl restart dmbootd',
    ),
  );

const isUnreadable = ({ machine, configFile }: Case): boolean =>
  !machine.caller.isRoot && machine.text(configFile) === null;

function readers({ configFile, config, unit }: Case, look: Entry): Finding[] {
  const user = unit?.['User'] || 'dmbootd';
  const { mode } = look;
  const findings: Finding[] = [];
  if (!reads(user, look)) {
    const remedy = `chown root:${user} ${configFile}; chmod 0640 ${configFile}`;
    findings.push(fail(`${user} cannot read ${configFile}`, remedy));
  }
  if (Object.keys(config.smartcard.pin).length > 0 && (mode & 0o004) !== 0) {
    const remedy = `chown root:${user} ${configFile}; chmod 0640 ${configFile}; better, move them to credentials`;
    findings.push(fail(`PINs are in ${configFile}, and everybody can read it`, remedy));
  }
  if ((mode & 0o002) !== 0) {
    findings.push(warn(`everybody may write ${configFile}`, `chmod o-w ${configFile}`));
  }
  return findings;
}
