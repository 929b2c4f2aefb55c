import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped, warn } from '../finding.js';
import { reads } from '../reads.js';

const MEND = 'mend [scws] in the configuration; then systemctl reload dmbootd';

/** The web server of a card, where the configuration names one: its reader, and the certificates by which it is believed. It is not asked for anything. */
export function checkWebServer(of: Case): Finding[] {
  const { config } = of;
  const { reader } = config.scws;
  if (reader === undefined) return [skipped('[scws] names no reader')];
  if (!config.smartcard.enabled) {
    return [warn('[scws] names a reader, and smartcard.enabled is false: it is never asked', MEND)];
  }
  return [ofReader(of, reader), ...ofCertificates(of)];
}

function ofReader({ pcsc, config }: Case, reader: string): Finding {
  const { match } = config.readers;
  if (match.length > 0 && !match.some((one) => reader.search(one) !== -1)) {
    return fail(`readers.match leaves out scws.reader, ${reader}`, MEND);
  }
  if (pcsc.absent !== null || pcsc.down !== null) {
    return skipped('PC/SC tells of no reader: see above');
  }
  return pcsc.readers.includes(reader)
    ? ok(`PC/SC knows scws.reader, ${reader}`)
    : warn(
        `PC/SC knows no reader ${reader}, which scws.reader names`,
        'plug it in, or name it as dmbootctl readers does; then systemctl reload dmbootd',
      );
}

function ofCertificates({ machine, config, isInstalled, unit }: Case): Finding[] {
  const { ca, pins } = config.scws;
  if (ca === undefined) return [ok(`it is believed by its key, one of ${pins.length}`)];
  const look = machine.look(ca);
  if (look === 'denied') return [skipped(`${ca} cannot be seen by this user: run doctor as root`)];
  if (look === 'absent' || look.kind !== 'file') {
    return [fail(`scws.ca names no file: ${ca}`, 'put the certificates of the card there, as PEM')];
  }
  const user = unit?.['User'] || 'dmbootd';
  if (isInstalled && !reads(user, look)) {
    return [fail(`${user} cannot read scws.ca, ${ca}`, `chmod 0644 ${ca}`)];
  }
  const text = machine.text(ca);
  if (text === null) return [skipped(`${ca} cannot be read by this user: run doctor as root`)];
  return text.includes('-----BEGIN CERTIFICATE-----')
    ? [ok(`it is believed by the certificates in ${ca}`)]
    : [
        fail(
          `no certificate is in scws.ca, ${ca}`,
          'put the certificates of the card there, as PEM',
        ),
      ];
}
