import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped } from '../finding.js';

/** The unit of sessions, where the configuration asks for them. */
export async function checkSession({ machine, config }: Case): Promise<Finding[]> {
  if (config.session.start === 'none') return [skipped('[session] start is "none"')];
  const unit = await machine.unit('dmbootd-session@a0.service');
  if (unit === null) {
    const remedy = 'set [session] start = "none", and start the DM client in another way';
    return [fail('[session] start is "systemd", and no systemd runs here', remedy)];
  }
  if (unit['LoadState'] !== 'loaded') {
    const remedy = 'install it (systemd/README.md); then systemctl daemon-reload';
    return [fail('the unit dmbootd-session@.service is missing', remedy)];
  }
  if (!unit['DropInPaths'] || /path=\/bin\/false\b/.test(unit['ExecStart'] ?? '')) {
    return [
      fail(
        'dmbootd-session@.service names no DM client',
        'name one in /etc/systemd/system/dmbootd-session@.service.d/client.conf (docs/hooks.md); then systemctl daemon-reload',
      ),
    ];
  }
  return [ok('dmbootd-session@.service names a DM client')];
}
