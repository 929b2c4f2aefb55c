const MAINTAINER = 'dmbootd <dmbootd@localhost>';

const SUMMARY = 'OMA DM bootstrap from smartcards';

const DESCRIPTION = `Makes a machine manageable the moment its SIM goes in: dmbootd watches PC/SC
 readers, finds the OMA DM bootstrap message on a card, applies it to the
 management tree, and purges what came from a card when the card goes.
 .
 The package has a Node.js of its own.`;

/** The file `control` (deb-control(5)). */
export const control = (fields: {
  readonly version: string;
  readonly architecture: string;
  /** Packages of shared libraries. */
  readonly libraries: readonly string[];
  readonly kib: number;
}): string => `Package: dmbootd
Version: ${fields.version}
Architecture: ${fields.architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${fields.kib}
Depends: ${[...fields.libraries, 'pcscd', 'systemd (>= 252)'].join(', ')}
Recommends: ca-certificates, polkitd
Section: admin
Priority: optional
Description: ${SUMMARY}
 ${DESCRIPTION}
`;

/** The changelog of the packaging (deb-changelog(5)). @param epoch seconds */
export const changelog = (
  version: string,
  epoch: number,
): string => `dmbootd (${version}) stable; urgency=medium

  * See /usr/share/doc/dmbootd/changelog.gz.

 -- ${MAINTAINER}  ${new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')}
`;
