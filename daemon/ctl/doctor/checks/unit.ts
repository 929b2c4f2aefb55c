import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import type { Unit } from '../machine.js';

/** What the exit codes mean that only an operator can mend. */
const STATUSES: Readonly<Record<string, string>> = {
  '64': 'its command line is not understood: systemctl cat dmbootd',
  '69': 'the module pcsclite is missing',
  '73': 'the state folder or a socket cannot be made',
  '75': 'its state or a socket belongs to another process',
  '78': 'its configuration or a credential is wrong',
};

const JOURNAL = 'journalctl -u dmbootd -n 50';

/** The unit of the daemon. */
export async function checkUnit({ machine, unit, isInstalled }: Case): Promise<Finding[]> {
  if (unit === null) return [skipped('no systemd runs here')];
  if (!isInstalled) return [skipped('this daemon is not that of dmbootd.service')];
  if (unit['LoadState'] === 'masked') {
    return [
      fail('dmbootd.service is masked', 'systemctl unmask dmbootd; systemctl enable --now dmbootd'),
    ];
  }
  if (unit['LoadState'] !== 'loaded') {
    return [
      fail('dmbootd.service is not installed', 'install the package, or see systemd/README.md'),
    ];
  }
  const sockets = await Promise.all(
    ['dmbootd.socket', 'dmbootd-client.socket'].map(async (name) =>
      socket(name, await machine.unit(name)),
    ),
  );
  return [enabled(unit), active(unit), ...reloaded(unit), ...sockets];
}

const enabled = ({ UnitFileState }: Unit): Finding =>
  UnitFileState === 'enabled'
    ? ok('dmbootd.service is enabled')
    : warn(
        'dmbootd.service is not enabled: it does not start with the machine',
        'systemctl enable dmbootd',
      );

function active({
  ActiveState,
  SubState,
  Result,
  ExecMainStatus = '',
  NRestarts = '0',
}: Unit): Finding {
  if (ActiveState === 'active') {
    return NRestarts === '0'
      ? ok('dmbootd.service is active')
      : warn(
          `dmbootd.service is active, and was restarted ${NRestarts} times`,
          `look for why: ${JOURNAL}`,
        );
  }
  if (ActiveState === 'inactive') {
    return fail('dmbootd.service does not run', 'systemctl start dmbootd');
  }
  const meaning = STATUSES[ExecMainStatus];
  const how = `result ${Result}, status ${ExecMainStatus}${meaning ? `: ${meaning}` : ''}`;
  return ActiveState === 'failed'
    ? fail(
        `dmbootd.service failed (${how})`,
        `${JOURNAL}; mend that, then systemctl restart dmbootd`,
      )
    : fail(`dmbootd.service is ${ActiveState} (${SubState}; last ${how})`, JOURNAL);
}

const reloaded = ({ NeedDaemonReload }: Unit): Finding[] =>
  NeedDaemonReload === 'yes'
    ? [
        warn(
          'its files have changed, and systemd has not read them',
          'systemctl daemon-reload; systemctl restart dmbootd',
        ),
      ]
    : [];

const socket = (name: string, unit: Unit | null): Finding =>
  unit?.['ActiveState'] === 'active'
    ? ok(`${name} is active`)
    : fail(`${name} is ${unit?.['ActiveState'] ?? 'not known'}`, `systemctl enable --now ${name}`);
