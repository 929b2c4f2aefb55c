import type { Served } from './served.js';

type Sample = readonly [value: number, labels?: Readonly<Record<string, string | number>>];

interface Metric {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  samples(served: Served): Iterable<Sample>;
}

const METRICS: Readonly<Record<string, Metric>> = {
  dmbootd_visits_total: {
    type: 'counter',
    help: 'Visits of cards, by outcome',
    samples: ({ counters }) =>
      [...counters.visits].map(([outcome, count]) => [count, { outcome }] as const),
  },
  dmbootd_source_checks_total: {
    type: 'counter',
    help: 'Looks at other places than cards that were news, by kind and outcome',
    samples: ({ counters }) =>
      [...counters.checks].map(([key, count]) => {
        const [kind, outcome] = key.split(' ') as [string, string];
        return [count, { kind, outcome }] as const;
      }),
  },
  dmbootd_card_exchanges_total: {
    type: 'counter',
    help: 'Commands sent to cards',
    samples: ({ counters }) => [[counters.apdus]],
  },
  dmbootd_card_sent_bytes_total: {
    type: 'counter',
    help: 'Bytes sent to cards',
    samples: ({ counters }) => [[counters.bytesSent]],
  },
  dmbootd_card_received_bytes_total: {
    type: 'counter',
    help: 'Bytes received from cards',
    samples: ({ counters }) => [[counters.bytesReceived]],
  },
  dmbootd_events_dropped_total: {
    type: 'counter',
    help: 'Events of accounts that were dropped undelivered, as too many waited',
    samples: ({ store }) => [[store.outbox.dropped]],
  },
  dmbootd_purged_total: {
    type: 'counter',
    help: 'Origins whose layer was purged',
    samples: ({ counters }) => [[counters.purged]],
  },
  dmbootd_requests_total: {
    type: 'counter',
    help: 'Requests that were answered, by HTTP status',
    samples: ({ counters }) =>
      [...counters.answers].map(([status, count]) => [count, { status }] as const),
  },
  dmbootd_event_followers: {
    type: 'gauge',
    help: 'Connections that follow the events',
    samples: ({ counters }) => [[counters.followers]],
  },
  dmbootd_pcsc_up: {
    type: 'gauge',
    help: 'Whether PC/SC answers',
    samples: ({ supervisor }) => [[Number(supervisor.pcsc.answers)]],
  },
  dmbootd_readers: {
    type: 'gauge',
    help: 'Readers that PC/SC lists',
    samples: ({ supervisor }) => [[supervisor.readers.length]],
  },
  dmbootd_cards: {
    type: 'gauge',
    help: 'Readers that hold a card',
    samples: ({ supervisor }) => [[supervisor.readers.filter(({ present }) => present).length]],
  },
  dmbootd_accounts: {
    type: 'gauge',
    help: 'Accounts in the management tree, confirmed or not',
    samples: ({ store }) =>
      [true, false].map((confirmed) => [
        store.accounts().filter((account) => account.confirmed === confirmed).length,
        { confirmed: String(confirmed) },
      ]),
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Resident memory',
    samples: () => [[process.memoryUsage.rss()]],
  },
  process_cpu_seconds_total: {
    type: 'counter',
    help: 'User and system time',
    samples() {
      const { user, system } = process.cpuUsage();
      return [[(user + system) / 1e6]];
    },
  },
};

/** All metrics in the text format of Prometheus, 0.0.4. */
export function metrics(served: Served): string {
  const lines = Object.entries(METRICS).flatMap(([name, { type, help, samples }]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...[...samples(served)].map(([value, labels]) => `${name}${labelsOf(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Values are words and numbers of ours: nothing in them needs an escape. */
function labelsOf(labels: Sample[1]): string {
  if (labels === undefined) return '';
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
}
