import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';

/** Where pcscd listens (pcscd(8)). */
const SOCKET = '/run/pcscd/pcscd.comm';
/** SCARD_W_SECURITY_VIOLATION, with which pcsc-lite 2.x refuses who polkit does not let in. */
const REFUSED = /0x8010006a/i;

const NOT_NEEDED = skipped('smartcard.enabled is false: no reader is needed');

/** pcscd: its socket, its unit, and whether it answers. */
export async function checkPcscd({ machine, pcsc, config }: Case): Promise<Finding[]> {
  if (!config.smartcard.enabled) return [NOT_NEEDED];
  const socket = machine.look(SOCKET);
  const isThere = typeof socket === 'object' && socket.kind === 'socket';
  return [
    isThere
      ? ok(`the socket ${SOCKET} is there`)
      : fail(`there is no socket ${SOCKET}`, 'apt-get install pcscd; systemctl start pcscd.socket'),
    ofUnit(await machine.unit('pcscd.socket')),
    answer(pcsc),
  ];
}

function ofUnit(unit: Awaited<ReturnType<Case['machine']['unit']>>): Finding {
  if (unit === null) return skipped('no systemd runs here: who starts pcscd is not known');
  const { LoadState, ActiveState, UnitFileState } = unit;
  if (LoadState === 'masked') {
    return fail(
      'pcscd.socket is masked',
      'systemctl unmask pcscd.socket; systemctl start pcscd.socket',
    );
  }
  if (LoadState !== 'loaded') {
    return fail('pcscd.socket is not installed', 'apt-get install pcscd');
  }
  if (ActiveState !== 'active') {
    return fail(`pcscd.socket is ${ActiveState}`, 'systemctl start pcscd.socket');
  }
  return UnitFileState === 'enabled'
    ? ok('pcscd.socket is enabled and active')
    : ok('pcscd.socket is active; it is not enabled, but dmbootd.service starts it');
}

function answer({ absent, down }: Case['pcsc']): Finding {
  if (absent !== null) return skipped('whether it answers cannot be asked without the module');
  if (down === null) return ok('it answers');
  return REFUSED.test(down)
    ? fail(
        `it refuses this user: ${down}`,
        'run doctor as root, or add a rule of polkit for this user',
      )
    : fail(
        `it does not answer: ${down}`,
        'systemctl restart pcscd.socket pcscd.service; then journalctl -u pcscd',
      );
}

/** The native module that talks to pcscd. */
export function checkModule({ pcsc: { absent }, config }: Case): Finding[] {
  if (!config.smartcard.enabled) return [NOT_NEEDED];
  return [
    absent === null
      ? ok('the module pcsclite can be loaded')
      : fail(absent, 'install the package of dmbootd anew, or the module as this says'),
  ];
}

/** The readers that PC/SC knows, and those that the configuration takes. */
export function checkReaders({ pcsc: { absent, down, readers }, config }: Case): Finding[] {
  if (!config.smartcard.enabled) return [NOT_NEEDED];
  if (absent !== null || down !== null) return [skipped('PC/SC tells of none: see above')];
  if (readers.length === 0) {
    return [
      warn(
        'PC/SC knows no reader',
        'plug one in; if one is in, look for its driver: apt-get install libccid, journalctl -u pcscd',
      ),
    ];
  }
  const { match } = config.readers;
  const ours = readers.filter(
    (name) => match.length === 0 || match.some((one) => name.search(one) !== -1),
  );
  if (ours.length === 0) {
    return [
      fail(
        `readers.match takes none of: ${readers.join(', ')}`,
        'mend readers.match in the configuration; then systemctl restart dmbootd',
      ),
    ];
  }
  const others = readers.length - ours.length;
  return [ok(`${ours.join(', ')}${others > 0 ? `; readers.match leaves out ${others} more` : ''}`)];
}
