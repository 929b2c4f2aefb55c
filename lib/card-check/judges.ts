import { describeStatus } from '../apdu/index.js';
import type { Who } from './access.js';
import type { Facts, FileFacts } from './facts.js';
import type { Selected } from './probe.js';

/** `not-applicable`: it is not about such a card, or what leads there is missing. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'not-applicable';

/** What an item comes to, and what was found: for people, and nothing secret. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly found: string;
}

export type Judge = (facts: Facts) => Judgement;

const judgement =
  (verdict: Verdict) =>
  (found: string): Judgement => ({ verdict, found });

const pass = judgement('pass');
const warn = judgement('warn');
const fail = judgement('fail');

export const not = judgement('not-applicable');

const said = (text: string | null): string => (text === null ? 'none' : `"${text}"`);

const missing = (what: string, sw: number): Judgement => fail(`${what}: ${describeStatus(sw)}`);

const isThere = (what: string, selected: Selected): Judgement => {
  if (selected.kind === 'failed') return missing(what, selected.sw);
  return selected.info.usable ? pass(`${what} is there`) : fail(`${what} is invalidated`);
};

/** A judge of a file, where there is one to judge. */
const ofFile =
  (
    pick: (facts: Facts) => FileFacts | null | undefined,
    judge: (file: FileFacts) => Judgement,
  ): Judge =>
  (facts) => {
    const file = pick(facts);
    return file ? judge(file) : not('there is no such file');
  };

const odf = ({ odf: file }: Facts) => file;
const dodf = ({ dodf: one, dodfs }: Facts) => (one ?? dodfs[0])?.file;
const message = ({ file }: Facts) => file;
const FILES = { odf, dodf, message } as const;
type Which = keyof typeof FILES;

export const dirIsThere: Judge = ({ dir }) => isThere('EF DIR 2F00', dir);

export const dirIsLinear: Judge = ({ dir }) => {
  if (dir.kind === 'failed') return not('there is no EF DIR');
  const { structure } = dir.info;
  return structure === 'linear-fixed'
    ? pass(structure)
    : warn(`it is ${structure ?? 'of an unknown structure'}`);
};

/** Why the bytes of a file are not there although the file is, or null: the command and its status word. */
const unread = (file: FileFacts | null | undefined): string | null => {
  if (file?.content?.kind !== 'failed') return null;
  return `READ BINARY of ${file.path}: ${describeStatus(file.content.sw)}`;
};

export const dirHasTemplate: Judge = ({ template, templates, dirProblem }) => {
  if (template !== null) return pass(`one of ${templates.length} templates`);
  return fail(dirProblem ?? `none of ${templates.length} templates has the AID of PKCS#15`);
};

export const templateHasPath: Judge = ({ template, mode }) => {
  if (template === null) return not('there is no template');
  if (template.path !== null) return pass(`${template.path.length} bytes`);
  const lenient =
    mode === '3g' ? 'a reader that selects by AID does without' : 'a SIM cannot be led there';
  return fail(`tag 51 is missing: ${lenient}`);
};

export const applicationByPath: Judge = ({ mode, application }) => {
  if (mode !== '2g') return not('3G selects by AID');
  return application === null ? fail('no path leads there') : isThere('the DF', application);
};

export const channelOpens: Judge = ({ mode, channel }) => {
  if (mode !== '3g') return not('2G has no logical channels');
  return channel === null ? pass('a channel was opened') : missing('MANAGE CHANNEL', channel);
};

export const applicationByAid: Judge = ({ mode, application, template }) => {
  if (mode !== '3g') return not('2G selects by path');
  if (template === null) return not('there is no template');
  return application === null ? fail('there is no AID') : isThere('the ADF', application);
};

export const fileIsThere = (which: Which): Judge =>
  ofFile(FILES[which], ({ path, selected }) => isThere(path, selected));

export const fileIsBinary = (which: Which): Judge =>
  ofFile(FILES[which], ({ selected }) => {
    if (selected.kind === 'failed') return not('there is no such file');
    const { kind, structure } = selected.info;
    if (kind === 'df') return fail('it is a directory');
    if (structure === null) return warn('the card does not say its structure');
    return structure === 'transparent' ? pass(structure) : fail(structure);
  });

export const fileIsInside = (which: Which): Judge =>
  ofFile(FILES[which], ({ inside, path }) =>
    inside ? pass(path) : warn(`${path} is not below the directory of the application`),
  );

/** READ for one of these. */
export const mayBeRead = (which: Which, allowed: readonly Who[]): Judge =>
  ofFile(FILES[which], ({ access }) => {
    if (access === null) return not('there is no such file');
    const { read } = access;
    if (read === 'unknown') return warn('the card does not say');
    return allowed.includes(read) ? pass(read) : fail(`${read}, not ${allowed.join(' or ')}`);
  });

/** UPDATE, INVALIDATE (DEACTIVATE) and REHABILITATE (ACTIVATE) for an administrator, or for nobody. */
export const isKept = (which: Which): Judge =>
  ofFile(FILES[which], ({ access }) => {
    if (access === null) return not('there is no such file');
    const rights = [access.update, access.deactivate, access.activate];
    const found = `UPDATE ${rights[0]}, INVALIDATE ${rights[1]}, REHABILITATE ${rights[2]}`;
    if (rights.some((who) => ['ALW', 'PIN', 'PIN2'].includes(who))) return fail(found);
    return rights.includes('unknown') ? warn('the card does not say') : pass(found);
  });

export const odfIsUsual: Judge = ofFile(odf, ({ path }) =>
  path.endsWith('5031') ? pass(path) : warn(`${path}, as EF DIR says`),
);

export const odfLeads: Judge = ({ odf: file, odfEntries, odfProblem, dodfs }) => {
  if (file === null) return not('there is no EF ODF');
  const problem = odfProblem ?? unread(file);
  if (problem !== null) return fail(problem);
  if (dodfs.length === 0) return fail(`${odfEntries.length} entries, none of a DODF in a file`);
  return pass(`${dodfs.length} DODFs`);
};

export const dodfHasEntry: Judge = ({ dodfs, entries }) => {
  if (dodfs.length === 0) return not('there is no DODF');
  if (entries.length === 1) return pass('one entry with the bootstrap OID');
  if (entries.length > 1) return warn(`${entries.length} entries: the first that works is taken`);
  const problem = dodfs.map(({ file, problem: one }) => one ?? unread(file)).find(Boolean);
  if (problem) return fail(problem);
  if (dodfs.some(({ file }) => file?.content?.kind === 'refused')) {
    return not('a DODF is read with a PIN only, and none is tried here');
  }
  return fail('no entry with the bootstrap OID');
};

export const dodfIsUsual: Judge = ofFile(dodf, ({ path }) =>
  path.endsWith('6420') ? pass(path) : warn(`${path}, as EF ODF says`),
);

const ofEntry =
  (judge: (entry: NonNullable<Facts['entry']>, facts: Facts) => Judgement): Judge =>
  (facts) =>
    facts.entry === null ? not('there is no bootstrap entry') : judge(facts.entry, facts);

export const entryIsOpaque = ofEntry(({ shape }) =>
  shape === 'opaque' ? pass('opaque') : fail(`${shape}: a strict reader looks for an opaque one`),
);

export const oidIsPlain = ofEntry(({ oidAliased }) =>
  oidAliased ? fail('the OID is wrapped twice: a strict reader does not know it') : pass('plain'),
);

export const entryHasLabel = ofEntry(({ label }) =>
  label === null || label === '' ? fail('none') : pass(said(label)),
);

export const entryHasPath = ofEntry(({ location }) =>
  location.kind === 'path' ? pass('a path') : fail(`a ${location.kind} value`),
);

/** The flag `private` says that a PIN is asked for, and the file's own rule does (D.4.2). */
export const flagsAgree = ofEntry(({ flags }, { file }) => {
  const read = file?.access?.read ?? 'unknown';
  const found = `private ${flags.private}, modifiable ${flags.modifiable}; READ ${read}`;
  if (read === 'unknown') return warn(found);
  if (flags.private !== (read === 'PIN')) return warn(found);
  return pass(found);
});

export const flaggedNamesPin = ofEntry(({ flags }, { file }) => {
  if (!flags.private && !flags.modifiable) return not('no flag is set');
  const read = file?.access?.read ?? 'unknown';
  return read === 'PIN' ? pass('READ names a PIN') : warn(`a flag is set, and READ is ${read}`);
});

export const contentIsMessage: Judge = ({ file, message: found }) => {
  const problem = unread(file);
  if (problem !== null) return fail(problem);
  switch (found?.kind) {
    case undefined:
    case 'unread':
      return not('there is no such file, or it cannot be read');
    case 'message':
      return pass(`a message of ${found.length} bytes`);
    case 'empty':
      return pass('initialised: FF throughout');
    case 'guarded':
      return not('it is read with a PIN only, and none is tried here');
    case 'malformed':
      return fail(found.problem);
  }
};
