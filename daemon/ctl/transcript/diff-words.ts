import type { Subject } from './difference.js';

/** Headings of what is compared. */
export const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  stays: 'Stays',
  card: 'The card',
  outcome: 'What came of it',
  exchanges: 'Exchanges',
  status: 'Status words',
  file: 'Files',
  message: 'Messages',
  account: 'Accounts',
  tree: 'The tree',
};
