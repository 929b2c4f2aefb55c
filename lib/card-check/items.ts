import type { Judge } from './judges.js';
import * as judge from './judges.js';

/** What Appendix D of the bootstrap specification asks of a card. */
export interface Item {
  /** Stable. */
  readonly id: string;
  readonly clause: string;
  /** Half a sentence. */
  readonly asks: string;
  readonly judge: Judge;
}

/** In the order of the way to the message. */
export const ITEMS: readonly Item[] = [
  { id: 'dir', clause: 'D.1', asks: 'EF DIR is there', judge: judge.dirIsThere },
  {
    id: 'dir-linear',
    clause: 'D.1',
    asks: 'EF DIR is linear fixed (recommended)',
    judge: judge.dirIsLinear,
  },
  {
    id: 'template',
    clause: 'D.1',
    asks: 'EF DIR has a template of PKCS#15, by its AID (tag 4F)',
    judge: judge.dirHasTemplate,
  },
  {
    id: 'template-path',
    clause: 'D.1',
    asks: 'the template has a path (tag 51)',
    judge: judge.templateHasPath,
  },
  {
    id: 'select-path',
    clause: 'D.2.1',
    asks: '2G: the application is selected by that path',
    judge: judge.applicationByPath,
  },
  {
    id: 'channel',
    clause: 'D.3.1',
    asks: '3G: a logical channel can be opened',
    judge: judge.channelOpens,
  },
  {
    id: 'select-aid',
    clause: 'D.3.1',
    asks: '3G: the application is selected by its AID',
    judge: judge.applicationByAid,
  },
  { id: 'odf', clause: 'D.4.1', asks: 'EF ODF is there', judge: judge.fileIsThere('odf') },
  {
    id: 'odf-identifier',
    clause: 'D.4.1',
    asks: 'EF ODF is 5031, unless EF DIR says otherwise',
    judge: judge.odfIsUsual,
  },
  { id: 'odf-binary', clause: 'D.4.1', asks: 'EF ODF is binary', judge: judge.fileIsBinary('odf') },
  {
    id: 'odf-read',
    clause: 'D.4.1',
    asks: 'EF ODF can always be read',
    judge: judge.mayBeRead('odf', ['ALW']),
  },
  {
    id: 'odf-kept',
    clause: 'D.4.1',
    asks: 'EF ODF is changed by an administrator only',
    judge: judge.isKept('odf'),
  },
  { id: 'odf-leads', clause: 'D.1', asks: 'EF ODF has an entry of a DODF', judge: judge.odfLeads },
  {
    id: 'entry',
    clause: 'D.4.2',
    asks: 'a DODF has an entry with the bootstrap OID',
    judge: judge.dodfHasEntry,
  },
  {
    id: 'dodf-identifier',
    clause: 'D.4.2',
    asks: 'EF DODF-bootstrap is 6420, unless EF ODF says otherwise',
    judge: judge.dodfIsUsual,
  },
  {
    id: 'dodf-binary',
    clause: 'D.4.2',
    asks: 'EF DODF-bootstrap is binary',
    judge: judge.fileIsBinary('dodf'),
  },
  {
    id: 'dodf-read',
    clause: 'D.4.2',
    asks: 'EF DODF-bootstrap is read always, or with the PIN',
    judge: judge.mayBeRead('dodf', ['ALW', 'PIN']),
  },
  {
    id: 'dodf-kept',
    clause: 'D.4.2',
    asks: 'EF DODF-bootstrap is changed by an administrator only',
    judge: judge.isKept('dodf'),
  },
  {
    id: 'entry-opaque',
    clause: 'D.1',
    asks: 'the entry is an opaque data object',
    judge: judge.entryIsOpaque,
  },
  {
    id: 'entry-oid',
    clause: 'D.4.2',
    asks: 'its OID is encoded as an OID',
    judge: judge.oidIsPlain,
  },
  { id: 'entry-label', clause: 'D.4.2', asks: 'it has a label', judge: judge.entryHasLabel },
  { id: 'entry-path', clause: 'D.4.2', asks: 'it points to a file', judge: judge.entryHasPath },
  {
    id: 'entry-flags',
    clause: 'D.4.2',
    asks: 'its flags agree with the access conditions of the file',
    judge: judge.flagsAgree,
  },
  {
    id: 'flagged-pin',
    clause: 'D.2.4, D.3.4',
    asks: 'with a flag set, the file names a PIN',
    judge: judge.flaggedNamesPin,
  },
  {
    id: 'file',
    clause: 'D.4.3',
    asks: 'EF DM_Bootstrap is there',
    judge: judge.fileIsThere('message'),
  },
  {
    id: 'file-place',
    clause: 'D.3.1',
    asks: 'EF DM_Bootstrap is below the application',
    judge: judge.fileIsInside('message'),
  },
  {
    id: 'file-binary',
    clause: 'D.4.3',
    asks: 'EF DM_Bootstrap is binary',
    judge: judge.fileIsBinary('message'),
  },
  {
    id: 'file-read',
    clause: 'D.4.3',
    asks: 'EF DM_Bootstrap is read always, or with the PIN',
    judge: judge.mayBeRead('message', ['ALW', 'PIN']),
  },
  {
    id: 'file-kept',
    clause: 'D.4.3',
    asks: 'EF DM_Bootstrap is changed by an administrator only',
    judge: judge.isKept('message'),
  },
  {
    id: 'content',
    clause: 'D.4.3',
    asks: 'it holds a message, or FF throughout',
    judge: judge.contentIsMessage,
  },
];
