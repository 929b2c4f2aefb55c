import assert from 'node:assert/strict';
import { ConfigError } from '../../../daemon/config/error.js';
import { defaultConfig, loadConfig, parseConfig } from '../../../daemon/config/load.js';
import { inFolder } from '../../tree/support.js';

const FILE = 'dmbootd.toml';

function problems(text: string): string[] {
  try {
    parseConfig(text, FILE);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.code, 'config');
    assert.equal(error.file, FILE);
    for (const { key, line, problem } of error.problems) {
      assert.ok(error.message.includes(`${FILE}:${line}: ${key}: ${problem}`), error.message);
    }
    return error.problems.map(({ key, line }) => `${line} ${key}`);
  }
  return [];
}

const oids = (value: string): string => `[smartcard.oids]\nprovisioning = ${value}\n`;

const server = (url: string): string => `[[https.server]]\nurl = "${url}"\n`;

describe('the configuration file', () => {
  it('means the defaults where it says nothing', () => {
    assert.deepEqual(parseConfig('', FILE), defaultConfig());
    assert.deepEqual(parseConfig('# nothing\n[smartcard]\n[message]\n[readers]\n[log]\n', FILE), {
      smartcard: {
        enabled: true,
        mode: 'auto',
        allow: [],
        deny: [],
        min_tries_left: 2,
        removal_grace: 30_000,
        oids: { provisioning: ['2.23.43.3.1', '2.23.43.3.2', '2.23.43.3.3'] },
        pin: {},
      },
      message: { lenient: false },
      policy: { ranks: ['factory', 'https', 'push', 'local', 'smartcard'] },
      factory: { enabled: false, folder: '/etc/dmbootd/factory.d' },
      https: { announced: false, interval: 86_400_000, time_limit: 30_000, server: [] },
      discovery: { enabled: false, pins: [] },
      scws: { pins: [], addresses: ['127.0.0.1:4116', '[::1]:4116'] },
      push: { senders: [], trusted: [], network_key: 'digits' },
      readers: { match: [] },
      hooks: { folder: '/etc/dmbootd/hooks.d', time_limit: 30_000 },
      session: { start: 'none', settle: 5_000, network: 'any' },
      initial_rights: [],
      log: { level: 'info', format: 'auto' },
    });
  });

  it('sets every key', () => {
    const text = `
      [smartcard]
      enabled = false
      mode = "3g"
      allow = ["iccid:8949", "imsi:26201"]
      deny = ["imsi:2620112"]
      min_tries_left = 3
      removal_grace = "2m"
      [smartcard.oids]
      provisioning = ["2.23.43.99999.1", "1.3.6.1.4.1.0"]
      [smartcard.pin]
      default = "1234"
      "8949020000000000001" = "87654321"
      [message]
      lenient = true
      [policy]
      ranks = ["smartcard", "local", "push", "https", "factory"]
      [factory]
      enabled = true
      folder = "/srv/factory"
      [https]
      announced = true
      announced_ca = "/srv/operator.pem"
      interval = "1h"
      time_limit = "5s"
      [[https.server]]
      url = "HTTPS://Boot.Example:443/a b"
      ca = "/srv/ca.pem"
      pins = ["sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]
      [[https.server]]
      url = "https://boot.example/"
      anchors = "card"
      [discovery]
      enabled = true
      domain = "Example.COM."
      ca = "/srv/discovery.pem"
      [scws]
      reader = "Card Modem 00 00"
      ca = "/srv/card.pem"
      pins = ["sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]
      addresses = ["localuicc:443", "localhost:4116"]
      [push]
      senders = ["+491701234567"]
      trusted = ["1234"]
      imsi = "262011987654321"
      network_key = "semi-octets"
      folder = "/srv/push"
      [readers]
      match = ["^Gemalto", "Virtual PCD 00 0[01]$"]
      [hooks]
      folder = "/srv/hooks"
      time_limit = "1m"
      [session]
      start = "systemd"
      settle = "0s"
      network = "online"
      [[initial_rights]]
      subtree = "./DevDetail"
      access = 49
      [[initial_rights]]
      subtree = "."
      access = 1
      [log]
      level = "debug"
      format = "json"
    `;
    assert.deepEqual(parseConfig(text, FILE), {
      smartcard: {
        enabled: false,
        mode: '3g',
        allow: [
          { kind: 'iccid', prefix: '8949' },
          { kind: 'imsi', prefix: '26201' },
        ],
        deny: [{ kind: 'imsi', prefix: '2620112' }],
        min_tries_left: 3,
        removal_grace: 120_000,
        oids: { provisioning: ['2.23.43.99999.1', '1.3.6.1.4.1.0'] },
        pin: { default: '1234', '8949020000000000001': '87654321' },
      },
      message: { lenient: true },
      policy: { ranks: ['smartcard', 'local', 'push', 'https', 'factory'] },
      factory: { enabled: true, folder: '/srv/factory' },
      https: {
        announced: true,
        announced_ca: '/srv/operator.pem',
        interval: 3_600_000,
        time_limit: 5_000,
        server: [
          {
            url: 'https://boot.example/a%20b',
            ca: '/srv/ca.pem',
            anchors: 'system',
            pins: ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
          },
          { url: 'https://boot.example/', anchors: 'card', pins: [] },
        ],
      },
      discovery: {
        enabled: true,
        domain: 'example.com',
        ca: '/srv/discovery.pem',
        pins: [],
      },
      scws: {
        reader: 'Card Modem 00 00',
        ca: '/srv/card.pem',
        pins: ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
        addresses: ['localuicc:443', 'localhost:4116'],
      },
      push: {
        senders: ['+491701234567'],
        trusted: ['1234'],
        imsi: '262011987654321',
        network_key: 'semi-octets',
        folder: '/srv/push',
      },
      readers: { match: [/^Gemalto/, /Virtual PCD 00 0[01]$/] },
      hooks: { folder: '/srv/hooks', time_limit: 60_000 },
      session: { start: 'systemd', settle: 0, network: 'online' },
      initial_rights: [
        { subtree: './DevDetail', access: 49 },
        { subtree: '.', access: 1 },
      ],
      log: { level: 'debug', format: 'json' },
    });
  });

  for (const [duration, milliseconds] of [
    ['0s', 0],
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['596h', 2_145_600_000],
  ] as const) {
    it(`knows the duration ${duration}`, () => {
      const { smartcard } = parseConfig(`smartcard.removal_grace = "${duration}"`, FILE);
      assert.equal(smartcard.removal_grace, milliseconds);
    });
  }

  it('may seek no CP documents at all', () => {
    assert.deepEqual(parseConfig(oids('[]'), FILE).smartcard.oids.provisioning, []);
  });

  const REFUSED: readonly (readonly [what: string, text: string, ...problems: string[]])[] = [
    ['an unknown table', '[smartcart]\n', '1 smartcart'],
    ['an unknown key', '[smartcard]\nenable = true\n', '2 smartcard.enable'],
    ['an unknown key of messages', '[message]\nstrict = true\n', '2 message.strict'],
    ['leniency as text', '[message]\nlenient = "yes"\n', '2 message.lenient'],
    ['an unknown key of readers', '[log]\n[readers]\nonly = []\n', '3 readers.only'],
    ['an unknown key of log', '\n\n[log]\n\nfile = "x"\n', '5 log.file'],
    ['a table that is none', 'smartcard = true\n', '1 smartcard'],
    ['a list of tables', '\n[[smartcard]]\n', '2 smartcard'],
    ['enabled as text', '[smartcard]\nenabled = "yes"\n', '2 smartcard.enabled'],
    ['another mode', '[smartcard]\nmode = "4g"\n', '2 smartcard.mode'],
    ['a rule outside of a list', '[smartcard]\nallow = "iccid:89"\n', '2 smartcard.allow'],
    ['a rule without its kind', '[smartcard]\nallow = ["89"]\n', '2 smartcard.allow.0'],
    [
      'a rule that is no text, on a line of its own',
      '[smartcard]\ndeny = [\n"iccid:89",\n89]\n',
      '2 smartcard.deny.1',
    ],
    ['a rule without digits', '[smartcard]\ndeny = ["imsi:"]\n', '2 smartcard.deny.0'],
    ['the last try', '[smartcard]\nmin_tries_left = 1\n', '2 smartcard.min_tries_left'],
    ['half a try', '[smartcard]\nmin_tries_left = 2.5\n', '2 smartcard.min_tries_left'],
    [
      'more tries than there are',
      '[smartcard]\nmin_tries_left = 16\n',
      '2 smartcard.min_tries_left',
    ],
    [
      'a duration that is a number',
      '[smartcard]\nremoval_grace = 30\n',
      '2 smartcard.removal_grace',
    ],
    ['another unit', '[smartcard]\nremoval_grace = "30 s"\n', '2 smartcard.removal_grace'],
    ['a negative duration', '[smartcard]\nremoval_grace = "-1s"\n', '2 smartcard.removal_grace'],
    [
      'more than a timer can count',
      '[smartcard]\nremoval_grace = "597h"\n',
      '2 smartcard.removal_grace',
    ],
    ['an unknown kind of OID', '[smartcard.oids]\nbootstrap = []\n', '2 smartcard.oids.bootstrap'],
    ['an OID outside of a list', oids('"2.23.43.3.1"'), '2 smartcard.oids.provisioning'],
    ['an OID that is a number', oids('[2.23]'), '2 smartcard.oids.provisioning.0'],
    ['an OID of one arc', oids('["2"]'), '2 smartcard.oids.provisioning.0'],
    ['an OID below no root', oids('["3.1.1"]'), '2 smartcard.oids.provisioning.0'],
    ['an OID that no byte can hold', oids('["1.40.1"]'), '2 smartcard.oids.provisioning.0'],
    ['an arc with a zero too much', oids('["2.23.043"]'), '2 smartcard.oids.provisioning.0'],
    ['an OID without end', oids(`["2.${'1'.repeat(99)}"]`), '2 smartcard.oids.provisioning.0'],
    ['an OID twice', oids('["2.5.1", "2.5.1"]'), '2 smartcard.oids.provisioning'],
    [
      'more OIDs than a layer has documents',
      oids(JSON.stringify(Array.from({ length: 16 }, (_, at) => `2.5.${at}`))),
      '2 smartcard.oids.provisioning',
    ],
    ['a kind of origin too few', '[policy]\nranks = ["factory"]\n', '2 policy.ranks'],
    ['a kind of origin that is none', '[policy]\nranks = ["sms"]\n', '2 policy.ranks.0'],
    ['a folder that is none', '[factory]\nfolder = "factory.d"\n', '2 factory.folder'],
    ['a server without its URL', '[[https.server]]\nca = "/x"\n', '1 https.server.0.url'],
    ['a URL of HTTP', server('http://a.example/'), '2 https.server.0.url'],
    ['a URL with a password', server('https://me:secret@a.example/'), '2 https.server.0.url'],
    ['a URL with a fragment', server('https://a.example/#x'), '2 https.server.0.url'],
    ['what is no URL', server('https://'), '2 https.server.0.url'],
    ['a URL twice', server('https://a/x') + server('https://A:443/x'), '1 https.server'],
    [
      'a pin of another digest',
      '[[https.server]]\nurl = "https://a/"\npins = ["sha1//x"]\n',
      '3 https.server.0.pins.0',
    ],
    [
      'certificates of two kinds',
      `${server('https://a/')}ca = "/x"\nanchors = "card"\n`,
      '1 https.server.0',
    ],
    [
      'the web server of a card that nothing vouches for',
      '[scws]\nreader = "Modem"\n',
      '2 scws.reader',
    ],
    ['a reader without a name', '[scws]\nca = "/x"\nreader = ""\n', '3 scws.reader'],
    ['a web server without an address', '[scws]\naddresses = []\n', '2 scws.addresses'],
    ['a web server elsewhere', '[scws]\naddresses = ["localhost:443"]\n', '2 scws.addresses.0'],
    ['an address twice', '[scws]\naddresses = ["[::1]:4116", "[::1]:4116"]\n', '2 scws.addresses'],
    ['no time at all', '[https]\ntime_limit = "0s"\n', '2 https.time_limit'],
    ['requests without end', '[https]\ninterval = "10ms"\n', '2 https.interval'],
    ['a PIN that is a number', '[smartcard.pin]\ndefault = 1234\n', '2 smartcard.pin.default'],
    ['a PIN that is too short', '[smartcard.pin]\ndefault = "123"\n', '2 smartcard.pin.default'],
    [
      'a PIN that is too long',
      '[smartcard.pin]\ndefault = "123456789"\n',
      '2 smartcard.pin.default',
    ],
    ['a PIN with a letter', '[smartcard.pin]\ndefault = "12a4"\n', '2 smartcard.pin.default'],
    ['a PIN below its key', '[smartcard.pin]\ndefault.x = "1234"\n', '2 smartcard.pin.default'],
    ['a PIN without a card', '[smartcard]\npin = "1234"\n', '2 smartcard.pin'],
    ['the PIN of no ICCID', '[smartcard.pin]\nmine = "1234"\n', '2 smartcard.pin.…'],
    ['a reader outside of a list', '[readers]\nmatch = "x"\n', '2 readers.match'],
    ['a reader that is a number', '[readers]\nmatch = ["x", 7]\n', '2 readers.match.1'],
    ['what is no regular expression', '[readers]\nmatch = ["("]\n', '2 readers.match.0'],
    ['another log level', '[log]\nlevel = "trace"\n', '2 log.level'],
    ['another log format', '[log]\nformat = "syslog"\n', '2 log.format'],
    ['what is no TOML', '[smartcard]\nmode "3g"\n', '2 syntax'],
    ['a key that stands there twice', '[log]\nlevel = "info"\nlevel = "info"\n', '3 syntax'],
    [
      'several at once, in the order of the file',
      '[log]\nlevel = 1\n[smartcard]\nmode = 2\nenabled = 3\n',
      '2 log.level',
      '4 smartcard.mode',
      '5 smartcard.enabled',
    ],
  ];
  for (const [what, text, ...expected] of REFUSED) {
    it(`refuses ${what}, with key and line`, () => assert.deepEqual(problems(text), expected));
  }

  for (const [what, right, key] of [
    ['that are none', '1', 'initial_rights'],
    ['without a subtree', '[{ access = 1 }]', 'initial_rights.0.subtree'],
    ['on what is no URI', '[{ subtree = "DevDetail", access = 1 }]', 'initial_rights.0.subtree'],
    ['of an empty name', '[{ subtree = "./A//B", access = 1 }]', 'initial_rights.0.subtree'],
    ['of nothing', '[{ subtree = "./A", access = 0 }]', 'initial_rights.0.access'],
    ['that there are not', '[{ subtree = "./A", access = 64 }]', 'initial_rights.0.access'],
    ['in words', '[{ subtree = "./A", access = "Get" }]', 'initial_rights.0.access'],
    ['of a server', '[{ subtree = "./A", access = 1, server = "x" }]', 'initial_rights.0.server'],
  ] as const) {
    it(`refuses initial rights ${what}, with key and line`, () => {
      assert.deepEqual(problems(`initial_rights = ${right}\n`), [`1 ${key}`]);
    });
  }

  it('finds the line of dotted keys and of tables in tables', () => {
    assert.deepEqual(problems('log.level = "info"\nlog.format = "xml"\n'), ['2 log.format']);
    assert.deepEqual(problems('[log]\n\nlog = { level = 1 }\n'), ['3 log.log']);
    assert.deepEqual(problems('\nlog = { level = "x", format = "text" }\n'), ['2 log.level']);
  });

  it('is refused where it cannot be read', () =>
    inFolder((dir) => {
      assert.throws(() => loadConfig(`${dir}/none.toml`), ConfigError);
      assert.throws(() => loadConfig(dir), ConfigError);
    }));
});
