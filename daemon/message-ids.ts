/**
 * The kinds of message that a program may look for in the log, with their MESSAGE_ID in the journal (systemd.journal-fields(7)).
 * An id stays with its kind for ever.
 */
export const MESSAGE_IDS = {
  'card-in': 'de07b23091057358d77dc03a64e3b0a2',
  'card-identified': '41b4739e7f99653697fdd036185dac4b',
  'message-found': '85628d2a1c8da17b0ae529549a2777b1',
  outcome: '5b6df62d79cfa859262a437f444b4aff',
  'card-out': '8c148ccddb5188757519801c0be2cc03',
  'source-checked': 'b1a9084ea498dcb581d8b66c1502285d',
  push: 'dd02e7c5c34e4868ba14110c92c969cb',
  purged: '8ef59e517f3c490f7714e86d01678b8a',
  exchange: '168899ca30b267da55a4786a518ea141',
  'lines-left-out': '991f0e3eeb0f2fe70d63ce852d0e0c9f',
  'pcsc-up': '9df50edb52a38fa3afb8773d5f55ec0f',
  'pcsc-down': '9b517dca8d58817261361535a028403b',
  reloaded: '62f51952288a9cd2337caf50cc9ef964',
  'reload-refused': 'c9da10b7f21fe36dce5ba44d91c3e7f9',
  fault: '53491743d5155e46e6efdae72c1d808d',
} as const;

export type MessageKind = keyof typeof MESSAGE_IDS;
