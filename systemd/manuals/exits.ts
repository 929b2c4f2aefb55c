import { EXIT, type ExitCode } from '../../daemon/exit.js';

/** What each exit code says, whichever program ends with it. */
export const MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: 'it is done',
  [EXIT.failure]:
    'a card ended in an outcome that is not a success; what was waited for did not come',
  [EXIT.usage]: 'the command line is not understood',
  [EXIT.data]:
    'a trace, a message or a description cannot be taken, or a replay departed from its trace',
  [EXIT.noInput]:
    'a file that was named cannot be read; there is no such state, node, reader or card',
  [EXIT.unavailable]: 'PC/SC or the daemon does not answer, or a module is not installed',
  [EXIT.software]: 'a fault of the program',
  [EXIT.cannotCreate]: 'the state folder, a socket or a file cannot be made or written',
  [EXIT.ioError]: 'standard output could not be written',
  [EXIT.inUse]: 'the state belongs to another process, or another one listens on a socket',
  [EXIT.config]: 'the configuration, or the kind of the state folder, is wrong',
};
