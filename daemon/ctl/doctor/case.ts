import type { ConfigError } from '../../config/error.js';
import type { Config } from '../../config/schema.js';
import type { Finding } from './finding.js';
import type { Machine, Pcsc, Unit } from './machine.js';

/** What is looked into: which daemon, and what is known of it before any check. */
export interface Case {
  readonly machine: Machine;
  /** The configuration that was named, or the default one. */
  readonly configFile: string;
  /** Defaults where there is none, or it is wrong. */
  readonly config: Config;
  /** What is wrong with it; null where nothing is. */
  readonly configError: ConfigError | null;
  readonly state: string;
  readonly runtime: string;
  /** It is the daemon of the package, at its places. */
  readonly isInstalled: boolean;
  /** The daemon's unit; null where there is no systemd. */
  readonly unit: Unit | null;
  readonly pcsc: Pcsc;
}

/** One thing to look at. Only reads; touches no card. */
export interface Check {
  /** What it looks at; also the heading for people. */
  readonly area: string;
  look(of: Case): Finding[] | Promise<Finding[]>;
}
