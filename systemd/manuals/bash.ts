import {
  ASKED,
  askedBy,
  type Completer,
  completerOf,
  firstsOf,
  flagged,
  NAME,
} from './completed.js';
import type { Completed, Program } from './programs.js';

/** A branch of a `case`. */
type Branch = readonly [patterns: readonly string[], does: string];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A completion for bash 4 and later, with or without the package bash-completion. */
export function bashCompletion(program: Program): string {
  const { name, commands } = program;
  const call = `_${name}`;
  return `# Completions of ${name} for bash.
${helpers(name)}${askedBy(program).length > 0 ? asking(name) : ''}
${call}() {
    local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
    # Where "=" parts words, "--name=value" is three of them.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=\${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
${commandLines(program)}
    case "$command $prev" in
${branches(valueBranches(call, commands), 8)}
    esac
    if [[ $cur == -* ]]; then
        case $command in
${branches(optionBranches(call, commands), 12)}
        esac
        return
    fi
${wordLines(call, commands)}}

complete -F ${call} ${name}
`;
}

const helpers = (name: string): string => `
# Adds those of the words that begin like the one that is being typed.
_${name}_words() {
    local word
    for word; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

_${name}_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen "$1" -- "$cur")
}
`;

const asking = (name: string): string => `
# What the daemon knows; nothing where there is none.
_${name}_asked() {
    local word
    while IFS= read -r word; do
        printf -v word %q "$word"
        _${name}_words "$word"
    done < <(command ${name} "$1" --json 2>/dev/null </dev/null |
        command grep -o "\\"$2\\":"${quoted(NAME)} | command cut -d '"' -f 4 | command sort -u)
}
`;

/** Which command it is, and where what belongs to it begins. */
function commandLines(program: Program): string {
  const firsts = firstsOf(program);
  if (firsts.length === 0) return "    local command='' at=1";
  const call = `_${program.name}`;
  const twos = program.commands.map(({ name }) => name).filter((name) => name.includes(' '));
  const families = firsts.filter(({ seconds }) => seconds.length > 0);
  const seconds = families.map((family): Branch => {
    const words = family.seconds.map(({ word }) => word);
    return [[quoted(family.word)], adding(call, words)];
  });
  const both = `"\${COMP_WORDS[1]} \${COMP_WORDS[2]}"`;
  return `    if ((COMP_CWORD == 1)); then
        ${adding(call, [...firsts.map(({ word }) => word), '--help'])}
        return
    fi
    local command=\${COMP_WORDS[1]} at=2
    case ${both} in
${branches([[twos.map(quoted), `command=${both} at=3`]], 8)}
    esac
    if ((COMP_CWORD == 2)); then
        case \${COMP_WORDS[1]} in
${branches(seconds, 12)}
        esac
        ((at == 3)) && return
    fi`;
}

const valueBranches = (call: string, commands: readonly Completed[]): Branch[] =>
  grouped(
    commands.flatMap((command) =>
      valued(command).map(({ flags, option: { value, choices } }): Branch => {
        const does = action(call, completerOf(value, choices));
        return [behind(command, flags), does === '' ? 'return' : `${does}; return`];
      }),
    ),
  );

const optionBranches = (call: string, commands: readonly Completed[]): Branch[] =>
  commands.map((command) => {
    const flags = flagged(command).flatMap((one) => one.flags);
    return [[quoted(command.name)], adding(call, flags)];
  });

/** Completes a word by its number, counted from 0, options and their values aside. */
function wordLines(call: string, commands: readonly Completed[]): string {
  const words = grouped(
    commands.flatMap((command) =>
      command.words
        .map(
          ({ name }, at): Branch => [
            [quoted(`${command.name} ${at}`)],
            action(call, completerOf(name)),
          ],
        )
        .filter(([, does]) => does !== ''),
    ),
  );
  if (words.length === 0) return '';
  const valuedFlags = commands.flatMap((command) =>
    valued(command).flatMap(({ flags }) => behind(command, flags)),
  );
  const passing: Branch[] = [
    [valuedFlags, `[[ \${COMP_WORDS[at + 1]} == = ]] && ((at += 1)); ((at += 2))`],
    [["*' -'*"], '((at += 1))'],
    [['*'], '((at += 1, number += 1))'],
  ];
  return `    local number=0
    while ((at < COMP_CWORD)); do
        case "$command \${COMP_WORDS[at]}" in
${branches(passing, 12)}
        esac
    done
    case "$command $number" in
${branches(words, 8)}
    esac
`;
}

const valued = (command: Completed) =>
  flagged(command).filter(({ option }) => option.type === 'string');

/** Flags as patterns, each behind its command. */
const behind = ({ name }: Completed, flags: readonly string[]): string[] =>
  flags.map((flag) => quoted(`${name} ${flag}`));

/** What is done alike is one branch. */
function grouped(all: readonly Branch[]): Branch[] {
  const byAction = new Map<string, string[]>();
  for (const [patterns, does] of all) {
    byAction.set(does, [...(byAction.get(does) ?? []), ...patterns]);
  }
  return [...byAction].map(([does, patterns]) => [patterns, does]);
}

function branches(all: readonly Branch[], indent: number): string {
  const margin = ' '.repeat(indent);
  return all
    .filter(([patterns]) => patterns.length > 0)
    .map(([patterns, does]) => `${margin}${patterns.join(` | \\\n${margin}`)}) ${does} ;;`)
    .join('\n');
}

const adding = (call: string, words: readonly string[]): string =>
  `${call}_words ${words.map(quoted).join(' ')}`;

function action(call: string, completer: Completer): string {
  if (completer === null) return '';
  if (completer === 'files') return `${call}_paths -f`;
  if (completer === 'folders') return `${call}_paths -d`;
  if (typeof completer === 'object') return adding(call, completer.words);
  const { command, key } = ASKED[completer];
  return `${call}_asked ${command} ${key}`;
}
