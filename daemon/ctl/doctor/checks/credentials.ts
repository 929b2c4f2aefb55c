import { join } from 'node:path';
import { PIN, PIN_KEY } from '../../../config/schema.js';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import { CREDENTIALS } from './permissions.js';

const WELL_FORMED = 'one PIN of 4 to 8 digits, and nothing else';

/** The files of PINs: their names and their form, never what is in them. */
export function checkCredentials({ machine, isInstalled }: Case): Finding[] {
  if (!isInstalled) return [skipped(`${CREDENTIALS} is for the service alone`)];
  const folder = machine.look(CREDENTIALS);
  if (folder === 'absent') return [skipped(`${CREDENTIALS} is not there: no PINs from there`)];
  if (folder === 'denied' || !machine.caller.isRoot) {
    return [skipped(`only root may look into ${CREDENTIALS}`)];
  }
  const names = machine.names(CREDENTIALS);
  if (names.length === 0) return [ok('no PIN is there: cards that demand one are left alone')];
  const findings = names.map((name) => judge(name, join(CREDENTIALS, name), machine));
  const good = findings.filter(({ state }) => state === 'ok').length;
  const bad = findings.filter(({ state }) => state !== 'ok');
  return [
    ...(good > 0 ? [ok(`${good} PIN${good > 1 ? 's are' : ' is'} well formed`)] : []),
    ...bad,
  ];
}

function judge(name: string, path: string, machine: Case['machine']): Finding {
  const look = machine.look(path);
  // A name that is none may be a PIN that stands in the wrong place.
  if (!PIN_KEY.test(name)) {
    return warn(
      `a file in ${CREDENTIALS} has a name that is neither an ICCID nor "default", and is passed over`,
      `ls ${CREDENTIALS}; give it the ICCID of its card as its name, or remove it`,
    );
  }
  const shown = join(CREDENTIALS, shortened(name));
  if (typeof look !== 'object' || look.kind !== 'file') {
    return fail(`${shown} is no file`, `put a file there that holds ${WELL_FORMED}`);
  }
  if ((look.mode & 0o077) !== 0) {
    return fail(`others than its owner may reach ${shown}`, `chmod 0600 ${CREDENTIALS}/*`);
  }
  const text = machine.text(path);
  if (text === null || !PIN.test(text.trimEnd())) {
    return fail(
      `${shown} is no PIN: the daemon will not start`,
      `write ${WELL_FORMED}, into it: printf 'PIN' >${CREDENTIALS}/NAME; then systemctl restart dmbootd`,
    );
  }
  return ok(shown);
}

/** An ICCID as logs show it. */
const shortened = (name: string): string =>
  name === 'default' ? name : `${name.slice(0, 6)}…${name.slice(-4)}`;
