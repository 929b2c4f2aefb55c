/**
 * What OMA-TS-DM_Bootstrap V1.3 asks, and the tests that show it: Appendix B item by item, then each MUST, SHALL and SHOULD of clauses 5 and 6
 * and of Appendix D. `docs/conformance.md` is written from this (`npm run conformance`).
 */

export type Keyword =
  | 'MUST'
  | 'MUST NOT'
  | 'SHALL'
  | 'SHOULD'
  | 'RECOMMENDED'
  /** In lower case in the text, which makes it no requirement by its own rules. */
  | 'must';

/** `theirs`: it is asked of who makes a card or runs a server. Then the tests show what we make ourselves, and how we take it. */
export type State = 'done' | 'in part' | 'not done' | 'theirs';

/** A file below `test`, without `.test.ts`, and the full title of a test in it, in which `…` is any text. */
export type Shown = readonly [file: string, title: string];

interface Judged {
  readonly clause: string;
  readonly asks: string;
  readonly state: State;
  readonly tests: readonly Shown[];
  /** How it is done where that needs a word; what is not done, and why. */
  readonly note?: string;
}

export interface AppendixItem extends Judged {
  readonly id: string;
}

export interface Statement extends Judged {
  readonly keyword: Keyword;
}

const FACTORY: Shown = [
  'daemon/sources/factory',
  'the factory ends in the same tree, with the same events for hooks, as a card with the same message',
];
const HTTPS: Shown = [
  'daemon/sources/https',
  'a Bootstrap Server brings an account, ends in the same tree as a card, and takes it back for good',
];
const HTTPS_CP: Shown = [
  'daemon/sources/https',
  'a Bootstrap Server brings a Client Provisioning document, too',
];
const SYSTEMD_FACTORY: Shown = [
  'systemd/sources',
  'messages that do not come from cards, under systemd come from the folder of the factory: an account and its hook, and both back again',
];
const SYSTEMD_HTTPS: Shown = [
  'systemd/sources',
  'messages that do not come from cards, under systemd come from a Bootstrap Server that asks for a certificate, and go with its URL',
];

const SCENARIOS: Shown = [
  'systemd/scenarios',
  'the four bootstrap scenarios (5.1.2), under systemd end in the same tree, each with its provenance, its report, its hooks and its end',
];
const SCENARIO_RULES: Shown = [
  'systemd/scenarios',
  'the four bootstrap scenarios (5.1.2), under systemd keep to their rules: what failed to come stays, and what was taken away does not come back',
];
const forged = (form: string): Shown => [
  'daemon/sources/failures/push',
  `a push that is not authentic changes nothing, and is one line of the log: ${form}`,
];

const SETUP_2G: Shown = [
  'retrieval/outcomes',
  'a 2g card on T=0 yields a message alone in its file',
];
const SETUP_3G: Shown = [
  'retrieval/outcomes',
  'a 3g card on T=… yields a message alone in its file',
];
const STAY: Shown = [
  'daemon/supervisor',
  'the supervisor applies the message of a card that comes, and purges it when the card goes',
];
const REAL_STAY: Shown = [
  'real/daemon-stay',
  'a card behind a real pcscd is applied when it is put in, and purged when it is taken out',
];
const SWITCHED_ON: Shown = [
  'daemon/supervisor',
  'the supervisor visits the cards that are there when it starts',
];
const SERVER_GONE: Shown = [
  'daemon/supervisor-startup',
  'the supervisor, started on the state of an earlier run finds a card that no longer carries the server it carried before',
];
const REAL_SERVER_GONE: Shown = [
  'real/daemon-start',
  'a daemon that starts with a state removes the server that the message of a card no longer carries',
];
const CARRIED: Shown = ['syncml/carriage', 'a TNDS in an item may come as …'];
const SAMPLES: Shown = ['bootstrap/samples', 'the sample messages … bootstraps … of its servers'];
const W7_RIGHTS: Shown = [
  'provisioning/objects',
  'the rights on what a document brings are its server’s (5.4.4)',
];
const ANY_W7_RIGHTS: Shown = [
  'bootstrap/provisioning-properties',
  'any provisioning documents are managed by the servers of their accounts, and by nobody else (5.4.4)',
];
const MAPPED_W7: Shown = ['provisioning/vectors', 'a parm of APPLICATION w7 … becomes …'];
const MAPPED_NAPDEF: Shown = ['provisioning/vectors', 'a parm of NAPDEF … becomes …'];
const MAPPED_PROXY: Shown = ['provisioning/vectors', 'a parm of PXLOGICAL … becomes …'];
const GENERAL_MAPPING: Shown = ['provisioning/vectors', 'a parm of APPLICATION w4 … becomes …'];
const INBOX: Shown = ['bootstrap/objects', 'the place of an object is its own for …'];
const WRITTEN: Shown = [
  'writer/message',
  'what is written is read back as a DM message with its objects in …: the same, and nothing to say against it',
];
const WRITTEN_CP: Shown = [
  'writer/message',
  'what is written is read back as a Client Provisioning document: the same, and nothing to say against it',
];
const VERSIONS: Shown = [
  'daemon/ctl/message',
  'message create writes the version that is asked for, with a string table if it is',
];
const INITIAL_RIGHTS: Shown = [
  'tree/store/rights',
  'initial rights are those of every server with an account, on top of what the ACLs say',
];
const config = (title: string): Shown => [
  'tree/bootstrap-config',
  `the Bootstrap Config MO ${title}`,
];
const CONFIG_ID = config('is always there, with its identifier');
const CONFIG_NODES = config(
  'has every node with format, occurrence and the access types of 6.3 at least',
);
const CONFIG_OF_MESSAGE: Shown = [
  'bootstrap/bootstrap-config',
  'the Bootstrap Config MO of a message goes to its own place, whatever it is called',
];
const CONFIG_BY_SERVER: Shown = [
  'daemon/server/bootstrap-config',
  'the Bootstrap Config MO over the client socket is changed by a server, and what it says is so at once',
];
const ANNOUNCED_BY_CARD: Shown = [
  'daemon/sources/announced',
  'a server that is announced by a card brings the account of the card, which goes with it',
];
const ANNOUNCED_BY_TREE: Shown = [
  'daemon/sources/announced',
  'a server that is announced by the tree is asked from then on, and what it brought goes when it is named no more',
];
const pushed = (title: string): Shown => [
  'daemon/sources/push',
  `the server initiated bootstrap ${title}`,
];
const DISCOVERY = config('allows discovery, until a server inhibits it');
const CARD_FILES: Shown = [
  'virtual-card/bootstrap-image',
  'the bootstrap card has by default a public message behind one other application',
];

export const APPENDIX_B: readonly AppendixItem[] = [
  {
    id: 'DM-BOOT-C-001-M',
    clause: '5.1.2',
    asks: 'One way to bootstrap at least',
    state: 'done',
    tests: [
      SCENARIOS,
      SCENARIO_RULES,
      STAY,
      REAL_STAY,
      FACTORY,
      SYSTEMD_FACTORY,
      HTTPS,
      SYSTEMD_HTTPS,
      pushed(
        'ends in the same tree, with the same events for hooks, as a card with the same message',
      ),
    ],
    note: 'The smartcard, the factory, the client by HTTPS, and a push of a server: all four of 5.1.2.',
  },
  {
    id: 'DM-BOOT-C-002-O',
    clause: '5.3',
    asks: 'The Client Provisioning profile',
    state: 'done',
    tests: [
      [
        'bootstrap/provisioning',
        'the sample provisioning documents … brings its objects, and a report on the rest',
      ],
      [
        'daemon/supervisor-provisioning',
        'CP documents of a card are enough without a message, in …',
      ],
      pushed('takes CP documents, too'),
    ],
    note: 'From cards, and over the air by push, with the MACs of ProvBoot.',
  },
  {
    id: 'DM-BOOT-C-003-M',
    clause: '5.3',
    asks: 'The Device Management profile',
    state: 'done',
    tests: [SAMPLES],
  },
  {
    id: 'DM-BOOT-C-004-O',
    clause: '5.4.4',
    asks: 'Get, Replace and Delete for the server of w7',
    state: 'done',
    tests: [W7_RIGHTS, ANY_W7_RIGHTS],
  },
  {
    id: 'DM-BOOT-C-005-O',
    clause: '5.4.6',
    asks: 'Both profiles together',
    state: 'done',
    tests: [
      ['bootstrap/documents', 'the documents of a card install their objects together'],
      [
        'daemon/supervisor-provisioning',
        'CP documents of a card are applied with the message, and purged with it, in …',
      ],
    ],
  },
  {
    id: 'DM-BOOT-C-006-O',
    clause: '5.4.6',
    asks: 'w7, NAPDEF and PXLOGICAL in the tree',
    state: 'done',
    tests: [MAPPED_W7, MAPPED_NAPDEF, MAPPED_PROXY],
  },
  {
    id: 'DM-BOOT-C-007-O',
    clause: '5.5.6',
    asks: 'A smartcard',
    state: 'done',
    tests: [
      [
        'real/reader',
        'readers behind a real pcscd a connection transmits, resets and leaves the card to the next one',
      ],
    ],
  },
  {
    id: 'DM-BOOT-C-008-O',
    clause: '5.5.6',
    asks: 'Detect, retrieve and process what a card holds',
    state: 'done',
    tests: [
      REAL_STAY,
      ['traces/collection', 'the collection of traces replays to what must come of it: …'],
    ],
  },
  {
    id: 'DM-BOOT-C-009-O',
    clause: '5.5.6',
    asks: 'A policy that can switch it off, and cards that are not accepted',
    state: 'done',
    tests: [
      [
        'visit/visit',
        'a visit does not so much as connect where smartcard bootstrap is switched off',
      ],
      ['daemon/supervisor-rules', 'the rules for cards disables what is denied by the ICCID'],
      ['daemon/supervisor-rules', 'the rules for cards disables what is denied by the IMSI'],
    ],
  },
  {
    id: 'DM-BOOT-C-010-O',
    clause: '5.5.6',
    asks: 'What the card holds comes into force',
    state: 'done',
    tests: [STAY, REAL_STAY],
  },
  {
    id: 'DM-BOOT-C-011-M',
    clause: '5.5',
    asks: 'TNDS as WBXML inside the message and as XML',
    state: 'done',
    tests: [
      CARRIED,
      [
        'bootstrap/samples',
        'the sample messages give the same objects in all forms of a TNDS and under all versions',
      ],
    ],
  },
  { id: 'DM-BOOT-C-012-M', clause: '5.5', asks: './Inbox', state: 'done', tests: [INBOX] },
  {
    id: 'DM-BOOT-C-013-O',
    clause: '5.5.6',
    asks: 'A server that the card no longer names goes at the next start',
    state: 'done',
    tests: [SERVER_GONE, REAL_SERVER_GONE],
  },
  {
    id: 'DM-BOOT-C-014-O',
    clause: '5.5.7',
    asks: 'A smartcard web server, and HTTPS',
    state: 'done',
    tests: [
      [
        'daemon/sources/web-server',
        'the addresses of a web server of a card may be localhost over BIP, or the name of the card over TCP/IP',
      ],
      [
        'daemon/sources/web-server',
        'the web server of a card is believed by what is configured alone …',
      ],
    ],
    note: 'Off until `scws.reader` names the reader of the card.',
  },
  {
    id: 'DM-BOOT-C-015-O',
    clause: '5.5.7',
    asks: 'The message by HTTPS from the card’s own URL',
    state: 'done',
    tests: [
      [
        'daemon/sources/web-server',
        'the web server of a card is asked where the card holds no message …',
      ],
      [
        'real/web-server',
        'the web server of a card behind a real pcscd brings the account of the card, which goes with it; who the system trusts brings nothing of the card',
      ],
    ],
  },
  {
    id: 'DM-BOOT-C-016-M',
    clause: '5.5',
    asks: 'Messages in WBXML',
    state: 'done',
    tests: [SAMPLES, ['wbxml/decode', 'decoding WBXML reads …']],
  },
  {
    id: 'DM-BOOT-S-001-O',
    clause: '5.3',
    asks: 'Write the Client Provisioning profile',
    state: 'done',
    tests: [
      WRITTEN_CP,
      ['writer/libwbxml', 'libwbxml reads a Client Provisioning document as we do'],
    ],
  },
  {
    id: 'DM-BOOT-S-002-M',
    clause: '5.3',
    asks: 'Write the Device Management profile',
    state: 'done',
    tests: [
      WRITTEN,
      ['writer/message', 'a message that is written brings the same accounts by each profile'],
    ],
  },
  {
    id: 'DM-BOOT-S-003-M',
    clause: '5.5',
    asks: 'Encode the message as WBXML',
    state: 'done',
    tests: [
      VERSIONS,
      ['writer/libwbxml', 'libwbxml reads a DM message with objects in … as we do'],
    ],
  },
  {
    id: 'DM-BOOT-S-004-M',
    clause: '5.5',
    asks: 'Write TNDS as WBXML inside the message and as XML',
    state: 'done',
    tests: [
      ['writer/message', 'a message that is written carries its objects as the type says (S-004)'],
    ],
  },
  {
    id: 'BOOTCFGMO-T-001-O',
    clause: '6.3',
    asks: 'The identifier of the object',
    state: 'done',
    tests: [CONFIG_ID, CONFIG_OF_MESSAGE],
  },
  {
    id: 'BOOTCFGMO-T-002-O',
    clause: '6.3',
    asks: 'The required nodes below its root',
    state: 'done',
    tests: [CONFIG_NODES],
    note: '6.3 prints ZeroOrOne at BootSrvInfo/<x>, a placeholder that one server would not need: there may be several, in the order of their names.',
  },
  {
    id: 'BOOTCFGMO-T-003-O',
    clause: '6.3',
    asks: 'Its optional nodes',
    state: 'done',
    tests: [CONFIG_NODES, config('has extensions of vendors at its root and in each server')],
  },
  {
    id: 'BOOTCFGMO-T-004-O',
    clause: '6.3',
    asks: 'The required nodes below an optional one',
    state: 'done',
    tests: [
      CONFIG_NODES,
      config('that an origin brings passes over what is not whole or makes no sense'),
    ],
  },
  {
    id: 'BOOTCFGMO-C-001-M',
    clause: '6.3',
    asks: 'Discovery of a bootstrap server can be allowed',
    state: 'done',
    tests: [
      DISCOVERY,
      CONFIG_BY_SERVER,
      [
        'daemon/discovery',
        'the discovery of bootstrap servers names the hosts by priority, and the domain as who brings its message',
      ],
      [
        'real/discovery',
        'bootstrap servers in the domain that DHCP gives are asked in their order, and what comes is an account of the domain; who stands outside of it is not',
      ],
      SCENARIOS,
    ],
  },
  {
    id: 'BOOTCFGMO-C-002-M',
    clause: '6.3',
    asks: 'Discovery can be inhibited',
    state: 'done',
    tests: [
      DISCOVERY,
      CONFIG_BY_SERVER,
      [
        'daemon/discovery',
        'the discovery of bootstrap servers asks nobody while BootSrvDiscovery is 0, neither DNS nor a server, and both as soon as it is 1',
      ],
    ],
  },
  {
    id: 'BOOTCFGMO-C-003-M',
    clause: '6.3',
    asks: 'The URL of the bootstrap server from the card',
    state: 'done',
    tests: [
      [
        'retrieval/which-entry',
        'which entry counts in … the one with a URL, where no file has a message (BOOTCFGMO-C-003)',
      ],
      [
        'visit/visit',
        'a visit tells the URL that a card has in place of a message, if that is one to be asked',
      ],
      ANNOUNCED_BY_CARD,
    ],
    note: 'Where https.announced asks for it the server is asked, and the card brings what comes.',
  },
  {
    id: 'BOOTCFGMO-S-001-M',
    clause: '6.3',
    asks: 'The object itself, on the server’s side',
    state: 'done',
    tests: [CONFIG_BY_SERVER, CONFIG_OF_MESSAGE],
    note: 'Theirs, the server’s. A server can manage it, and a message can bring it.',
  },
  {
    id: 'BOOTCFGMO-001-M',
    clause: '6.3',
    asks: 'A value for the URL of a bootstrap server',
    state: 'done',
    tests: [
      config('names bootstrap servers, several of them, in the order of their names'),
      ANNOUNCED_BY_TREE,
      CONFIG_BY_SERVER,
    ],
  },
];

export const STATEMENTS: readonly Statement[] = [
  {
    clause: '5.1.2',
    keyword: 'MUST',
    asks: 'One way at least for each profile that is supported',
    state: 'done',
    tests: [
      SCENARIOS,
      REAL_STAY,
      FACTORY,
      HTTPS,
      HTTPS_CP,
      [
        'real/daemon-provisioning',
        'a card with a CP document behind a real pcscd brings its access point, loses it with the document, and takes all of it along',
      ],
    ],
    note: 'The smartcard, the factory, the client by HTTPS, and a push of a server, for both.',
  },
  {
    clause: '5.1.2.3',
    keyword: 'SHOULD',
    asks: 'Messages that a server sends come from authorised servers only',
    state: 'done',
    tests: [
      pushed('refuses a sender that may not, in one line, and nothing changes'),
      pushed('refuses no MAC, in one line, and nothing changes'),
      pushed('refuses a MAC under another IMSI, in one line, and nothing changes'),
      pushed('of a message that comes again does nothing, over a restart and in another PDU'),
      pushed('with a PIN has three tries, over a restart, and then is gone for good'),
      forged('NETWORKID …'),
      forged('NETWPIN …'),
      forged('USERPIN of … until its tries are used up'),
      forged('USERPIN_NETWORKID of … until its tries are used up'),
      forged('USERNETWPIN of … until its tries are used up'),
      forged('USERPINMAC of … until its tries are used up'),
      forged('one that came into force before'),
      [
        'push/authentic',
        'the MAC of a pushed message of … is the same by openssl, by Node, and by us, in either case',
      ],
    ],
    note: 'By a list of senders and by a MAC. Who is trusted by the configuration needs none.',
  },
  {
    clause: '5.3',
    keyword: 'MUST',
    asks: 'The Device Management profile',
    state: 'done',
    tests: [SAMPLES],
  },
  {
    clause: '5.4.2',
    keyword: 'SHOULD',
    asks: 'APPLICATION is mapped by Appendix C',
    state: 'done',
    tests: [
      GENERAL_MAPPING,
      ['provisioning/vectors', 'a parm of APPLICATION w4 … has no place, and is told by its name'],
    ],
  },
  {
    clause: '5.4.2',
    keyword: 'SHOULD',
    asks: 'Numbers as names show the order of precedence',
    state: 'done',
    tests: [
      [
        'bootstrap/provisioning',
        'the sample provisioning documents applications brings its objects, and a report on the rest',
      ],
      [
        'provisioning/objects',
        'a w7 application has the address of both forms, the short one first',
      ],
    ],
    note: 'The order of the document is that order.',
  },
  {
    clause: '5.4.3',
    keyword: 'MUST',
    asks: 'Objects stand where the published DDF has them',
    state: 'done',
    tests: [
      ['bootstrap/placement', 'objects stand where the DDF has them (5.4.3) those of …'],
      [
        'bootstrap/provisioning-properties',
        'any provisioning documents come to the same twice, to what the tree can take, where its DDF has it',
      ],
      ['tree/ddf/ddf', 'the DDF of the tree is published as the table has it (npm run ddf)'],
    ],
    note: '`docs/ddf/tree.ddf`.',
  },
  {
    clause: '5.4.4',
    keyword: 'MUST',
    asks: 'Get, Replace and Delete on all of it for the server of w7',
    state: 'done',
    tests: [W7_RIGHTS, ANY_W7_RIGHTS],
  },
  {
    clause: '5.4.4',
    keyword: 'MUST NOT',
    asks: 'Rights for anybody where there is no w7',
    state: 'done',
    tests: [
      [
        'provisioning/objects',
        'the rights on what a document brings are nobody’s without an account',
      ],
      ANY_W7_RIGHTS,
    ],
  },
  {
    clause: '5.4.5',
    keyword: 'SHOULD',
    asks: 'Notice that the card was taken out or changed',
    state: 'done',
    tests: [
      [
        'real/reader',
        'readers behind a real pcscd cards in and out a swap that is over before the monitor looks is told as one',
      ],
      [
        'daemon/supervisor',
        'the supervisor purges the one card and applies the other when they are swapped',
      ],
    ],
  },
  {
    clause: '5.4.5',
    keyword: 'SHOULD',
    asks: 'Remove then all that came from it',
    state: 'done',
    tests: [
      [
        'daemon/supervisor-provisioning',
        'CP documents of a card are applied with the message, and purged with it, in …',
      ],
      [
        'bootstrap/provisioning-properties',
        'any provisioning documents leave no trace once they are purged, and change nothing when they come again',
      ],
    ],
  },
  {
    clause: '5.4.6',
    keyword: 'MUST',
    asks: 'w7, NAPDEF and PXLOGICAL in the tree',
    state: 'done',
    tests: [MAPPED_W7, MAPPED_NAPDEF, MAPPED_PROXY],
  },
  {
    clause: '5.4.6',
    keyword: 'MUST',
    asks: 'Names by 5.4.2',
    state: 'done',
    tests: [
      [
        'bootstrap/provisioning',
        'the sample provisioning documents account-and-connections brings its objects, and a report on the rest',
      ],
    ],
  },
  {
    clause: '5.4.7',
    keyword: 'MUST',
    asks: 'Where an object has a mapping of its own, that one',
    state: 'done',
    tests: [MAPPED_W7, ['provisioning/objects', 'another application keeps its words as they are']],
    note: 'w7 is the only one that we know of; the others go by Appendix C.',
  },
  {
    clause: '5.5',
    keyword: 'MUST',
    asks: 'TNDS as WBXML inside the message and as XML',
    state: 'done',
    tests: [CARRIED],
  },
  { clause: '5.5', keyword: 'MUST', asks: './Inbox', state: 'done', tests: [INBOX] },
  {
    clause: '5.5',
    keyword: 'RECOMMENDED',
    asks: 'Standard objects for connectivity',
    state: 'done',
    tests: [
      WRITTEN,
      [
        'bootstrap/samples',
        'the sample messages put an account and its access point into their places, one referring to the other',
      ],
    ],
  },
  {
    clause: '5.5.2',
    keyword: 'MUST',
    asks: 'What is accepted is processed by 5.5.5',
    state: 'done',
    tests: [
      SAMPLES,
      [
        'bootstrap/properties',
        'what any message installs stands where the DDF has it, has one account at least, and is the same every time',
      ],
    ],
  },
  {
    clause: '5.5.3',
    keyword: 'MUST',
    asks: 'ACLs come in the TNDS',
    state: 'done',
    tests: [
      [
        'bootstrap/commands',
        'a TNDS for another target than ./Inbox brings ACLs and titles; what is no ACL grants nothing, with a warning',
      ],
      [
        'writer/message',
        'a message that is written has the ACLs of its objects in the TNDS (5.5.3), the Format and Type of every node, and references below ./Inbox (5.5.5)',
      ],
    ],
    note: 'A bootstrap brings these rights and no others, but for the initial rights of 6.3.',
  },
  {
    clause: '5.5.4',
    keyword: 'MUST',
    asks: 'A DMAcc in the message',
    state: 'done',
    tests: [
      ['bootstrap/process', 'a bootstrap message is rejected when no account results'],
      [
        'writer/message',
        'a message that is written has all that a message of DM 1.2 has, and comes from an address of its account (5.5.4)',
      ],
    ],
  },
  {
    clause: '5.5.4',
    keyword: 'MUST',
    asks: 'Source is an address of such an account',
    state: 'done',
    tests: [
      [
        'bootstrap/process',
        'a bootstrap message is rejected when its source is no address of an account in it',
      ],
      [
        'bootstrap/process',
        'a bootstrap message is rejected when only an account that is left out has the address',
      ],
      [
        'bootstrap/process',
        'a bootstrap message may be of DM 1.1, 1.2 or 1.3 in the DTD of 1.1 or 1.2, and name any address of an account as its source',
      ],
      [
        'writer/message',
        'a message that is written has all that a message of DM 1.2 has, and comes from an address of its account (5.5.4)',
      ],
    ],
    note: '`message.lenient` lets some differences in writing pass.',
  },
  {
    clause: '5.5.4',
    keyword: 'MUST',
    asks: 'WBXML 1.1, 1.2 or 1.3',
    state: 'done',
    tests: [
      ['bootstrap/process', 'a bootstrap message is rejected when it is XML'],
      ['bootstrap/process', 'a bootstrap message is rejected when it is WBXML 1.0'],
      VERSIONS,
    ],
    note: '`message.lenient` lets WBXML 1.0 and XML pass.',
  },
  {
    clause: '5.5.4',
    keyword: 'MUST NOT',
    asks: 'A server waits for an answer',
    state: 'theirs',
    tests: [
      [
        'writer/message',
        'a message that is written has all that a message of DM 1.2 has, and comes from an address of its account (5.5.4)',
      ],
    ],
    note: 'What we write installs, and holds no command that asks for something.',
  },
  {
    clause: '5.5.5',
    keyword: 'MUST NOT',
    asks: 'An answer is sent',
    state: 'done',
    tests: [
      ['bootstrap/no-answer', 'the message wing has nothing that could send an answer (5.5.5)'],
      ['bootstrap/commands', 'other commands are reported and have no effect'],
    ],
    note: 'Result codes go into the report.',
  },
  {
    clause: '5.5.5',
    keyword: 'SHOULD',
    asks: 'References follow an object that gets another name',
    state: 'done',
    tests: [['bootstrap/objects', 'a connectivity reference …']],
  },
  {
    clause: '5.5.5',
    keyword: 'MUST',
    asks: 'A reference that begins with ./Inbox goes on with the place in the TNDS',
    state: 'done',
    tests: [
      [
        'bootstrap/objects',
        'a connectivity reference goes by the place in the TNDS, not by the name that the object gets',
      ],
      [
        'bootstrap/objects',
        'a connectivity reference to nothing in the Inbox is kept, with a warning',
      ],
      WRITTEN,
    ],
  },
  {
    clause: '5.5.5',
    keyword: 'SHOULD',
    asks: 'A session with each new server, as soon as that can be',
    state: 'done',
    tests: [
      [
        'tree/store/ledgers',
        'the outbox holds one start of a session for each account that came or changed, until it goes',
      ],
      ['daemon/session/session', 'the start of a session …'],
    ],
    note: 'Where `[session]` asks for it: the DM client is a unit of systemd, and not ours.',
  },
  {
    clause: '5.5.5',
    keyword: 'SHOULD',
    asks: 'Of several versions of an object the newest that is supported',
    state: 'done',
    tests: [
      [
        'bootstrap/versions',
        'of several versions of an account the newest that is known is used, in one TNDS or in several',
      ],
      [
        'bootstrap/versions',
        'of several versions of another object by the same name the newest is used, and gets that name',
      ],
    ],
  },
  {
    clause: '5.5.6',
    keyword: 'MUST',
    asks: 'Detect, retrieve and process what a card holds, by Appendix D',
    state: 'done',
    tests: [REAL_STAY, SETUP_2G, SETUP_3G],
  },
  {
    clause: '5.5.6',
    keyword: 'SHALL',
    asks: 'Do so when the device is switched on, where no policy forbids it',
    state: 'done',
    tests: [
      SWITCHED_ON,
      [
        'real/daemon-stay',
        'a card behind a real pcscd is applied by a look, and purged by the look after it has gone',
      ],
    ],
  },
  {
    clause: '5.5.6',
    keyword: 'SHOULD',
    asks: 'See at the start whether the card still names the servers it named',
    state: 'done',
    tests: [
      SERVER_GONE,
      [
        'real/daemon-start',
        'a daemon that starts with a state purges the card that was in a reader with another one now, and the one whose reader is empty',
      ],
    ],
  },
  {
    clause: '5.5.6',
    keyword: 'SHOULD',
    asks: 'Remove those that it does not',
    state: 'done',
    tests: [SERVER_GONE, REAL_SERVER_GONE],
  },
  {
    clause: '6.1',
    keyword: 'MUST NOT',
    asks: 'Initial rights by this object without another server that was bootstrapped',
    state: 'done',
    tests: [
      config('gives no rights to the first server that is bootstrapped (6.1)'),
      config('gives none to a server in whose message it came, whoever else brings that server'),
    ],
    note: 'An entry is none for those who wrote or brought it, nor where there is no other account.',
  },
  {
    clause: '6.3',
    keyword: 'MUST',
    asks: 'The identifier of the object',
    state: 'done',
    tests: [CONFIG_ID],
  },
  {
    clause: '6.3',
    keyword: 'MUST',
    asks: 'An access code for a subtree that is not there is ignored',
    state: 'done',
    tests: [
      config('grants nothing by Copy alone, nor for a subtree that is not there'),
      INITIAL_RIGHTS,
    ],
  },
  {
    clause: 'D.1',
    keyword: 'MUST',
    asks: 'EF ODF points to the DODF',
    state: 'theirs',
    tests: [
      CARD_FILES,
      ['retrieval/outcomes', 'a …g card on T=… yields none an ODF that names no DODF'],
    ],
  },
  {
    clause: 'D.1',
    keyword: 'RECOMMENDED',
    asks: 'EF DIR has records of fixed length',
    state: 'theirs',
    tests: [CARD_FILES, ['pkcs15/dir', 'EF DIR reads a transparent file up to its unused bytes']],
  },
  {
    clause: 'D.1',
    keyword: 'MUST',
    asks: 'EF DIR holds the template of PKCS#15',
    state: 'theirs',
    tests: [CARD_FILES, ['retrieval/outcomes', 'a …g card on T=… yields none no PKCS#15 record']],
  },
  {
    clause: 'D.1',
    keyword: 'MUST',
    asks: 'The template has identifier and path',
    state: 'theirs',
    tests: [
      CARD_FILES,
      ['pkcs15/dir', 'EF DIR reads a record with a label and no path'],
      ['retrieval/outcomes', 'a 2g card on T=0 yields none a record without a path'],
    ],
    note: '3G needs no path, and is served without.',
  },
  {
    clause: 'D.1',
    keyword: 'MUST',
    asks: 'The path of the message comes from EF ODF and DODF',
    state: 'done',
    tests: [
      ['retrieval/structure', 'the structure of a …g card EF DIR moves the ODF'],
      ['retrieval/outcomes', 'a …g card on T=… yields a message named by an absolute path'],
    ],
  },
  {
    clause: 'D.2.1',
    keyword: 'MUST',
    asks: '2G: EF DIR tells where the application is',
    state: 'done',
    tests: [
      [
        'retrieval/structure',
        'the structure of a 2g card EF DIR has many other applications first',
      ],
    ],
  },
  {
    clause: 'D.2.1',
    keyword: 'MUST',
    asks: '2G: it is selected indirectly, by its path',
    state: 'done',
    tests: [
      [
        'card/sim',
        'a SIM selects one file identifier at a time, and not the MF when it is current',
      ],
      [
        'real/opensc',
        'OpenSC on a virtual card behind a real pcscd gets from a SIM what TS 51.011 says',
      ],
    ],
  },
  {
    clause: 'D.2.4',
    keyword: 'MUST',
    asks: '2G: CHV1 is verified where a flag is set',
    state: 'done',
    tests: [
      ['retrieval/pin', 'the PIN of a 2G card is CHV1 for a flag, though anyone may READ'],
      [
        'daemon/supervisor-pin',
        'a PIN that nothing on the card asks for is verified in 2g where a flag is set',
      ],
    ],
    note: 'If it is enabled, configured, and tries are left to spare.',
  },
  {
    clause: 'D.2.5',
    keyword: 'MUST',
    asks: '2G: EF DIR, application, EF ODF, DODF, message, in that order',
    state: 'done',
    tests: [
      SETUP_2G,
      ['retrieval/economy', 'the economy of a walk takes 27 exchanges in 2g on T=0, at most 27'],
    ],
  },
  {
    clause: 'D.3.1',
    keyword: 'MUST',
    asks: '3G: EF DIR tells the identifier of the application',
    state: 'done',
    tests: [
      [
        'retrieval/structure',
        'the structure of a 3g card EF DIR has many other applications first',
      ],
    ],
  },
  {
    clause: 'D.3.1',
    keyword: 'MUST',
    asks: '3G: a logical channel is opened',
    state: 'done',
    tests: [['card/uicc', 'a UICC opens a channel for the application, once, and closes it']],
    note: 'A card that has none to give is served on the basic one, with a warning.',
  },
  {
    clause: 'D.3.1',
    keyword: 'MUST',
    asks: '3G: the application is selected by its identifier',
    state: 'done',
    tests: [
      ['card/channel', 'a channel of a UICC selects an application, or says that there is none'],
    ],
  },
  {
    clause: 'D.3.4',
    keyword: 'must',
    asks: '3G: the FCP tells which PIN',
    state: 'done',
    tests: [
      ['retrieval/pin', 'the PIN of a 3G card is the one that the rule names (…)'],
      ['retrieval/pin', 'the PIN of a 3G card is not verified for a flag where anyone may READ'],
    ],
  },
  {
    clause: 'D.3.5',
    keyword: 'MUST',
    asks: '3G: application, EF ODF, DODF, message, in that order',
    state: 'done',
    tests: [
      SETUP_3G,
      ['retrieval/economy', 'the economy of a walk takes 25 exchanges in 3g on T=0, at most 27'],
    ],
  },
  {
    clause: 'D.4.1',
    keyword: 'MUST NOT',
    asks: 'The user can change EF ODF',
    state: 'theirs',
    tests: [
      [
        'virtual-card/bootstrap-image',
        'the bootstrap card has files that no command can write (D.4)',
      ],
    ],
  },
  {
    clause: 'D.4.2',
    keyword: 'MUST',
    asks: 'The DODF has label, flags, object identifier and path of each document',
    state: 'theirs',
    tests: [
      ['pkcs15/dodf', 'EF DODF reads an opaque public object'],
      ['pkcs15/dodf', 'EF DODF flags …'],
    ],
  },
  {
    clause: 'D.4.2',
    keyword: 'MUST',
    asks: 'The DODF tells types by object identifiers',
    state: 'theirs',
    tests: [['pkcs15/dodf', 'EF DODF keeps the order of the file, with the offset of each object']],
  },
  {
    clause: 'D.4.2',
    keyword: 'MUST',
    asks: 'The object identifier tells this DODF from any other',
    state: 'done',
    tests: [
      ['traces/collection', 'the collection of traces replays to what must come of it: 3g/decoys'],
      ['retrieval/outcomes', 'a …g card on T=… yields none no entry'],
    ],
  },
  {
    clause: 'D.4.2',
    keyword: 'MUST NOT',
    asks: 'The user can change the DODF',
    state: 'theirs',
    tests: [
      [
        'virtual-card/bootstrap-image',
        'the bootstrap card has files that no command can write (D.4)',
      ],
    ],
  },
];
