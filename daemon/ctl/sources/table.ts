import type { Command } from '../command.js';
import { PLACE } from '../place.js';

/** The commands about messages that do not come from cards. */
export const SOURCES_COMMANDS: readonly Command[] = [
  // Before the one that is a part of its name.
  {
    name: 'sources check',
    words: [],
    summary: 'looks at every place besides cards again, now',
    more: 'What was purged by hand comes back. What comes of it is an event, `source-checked`, where it is news.',
    options: PLACE,
    exits: { 69: 'no daemon answers' },
    examples: [{ line: 'dmbootctl sources check', does: 'asks every Bootstrap Server once more' }],
    load: () => import('./check.js'),
  },
  {
    name: 'sources',
    words: [],
    summary: 'the places besides cards that messages come from, and what came of each',
    more: 'Only a daemon looks at sources.',
    options: PLACE,
    exits: { 69: 'no daemon answers' },
    examples: [{ line: 'dmbootctl sources', does: 'lists files of the factory and URLs' }],
    load: () => import('./list.js'),
  },
];
