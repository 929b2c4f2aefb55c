import {
  ASKED,
  askedBy,
  type Completer,
  completerOf,
  firstsOf,
  flagged,
  NAME,
  plain,
} from './completed.js';
import type { Completed, Program } from './programs.js';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Text within a description of `_arguments` or `_describe`. */
const described = (text: string): string => plain(text).replace(/[\\:[\]]/g, '\\$&');

/** A completion for zsh 5. */
export function zshCompletion(program: Program): string {
  const { name, commands } = program;
  return `#compdef ${name}
# Completions of ${name} for zsh.

${asking(program)}_${name}() {
  local curcontext="$curcontext" context state state_descr line
  typeset -A opt_args
${firstsOf(program).length === 0 ? argumentsOf(name, commands[0]!, '  ') : commandsOf(program)}
}

_${name} "$@"
`;
}

/** What a daemon knows; nothing where there is none. */
const asking = (program: Program): string =>
  askedBy(program)
    .map(
      (what) => `_${program.name}_${what}() {
  local -a told
  told=(\${(f)"$(command ${program.name} ${ASKED[what].command} --json 2>/dev/null </dev/null |
    command grep -o ${quoted(`"${ASKED[what].key}":${NAME}`)} | command cut -d '"' -f 4 | command sort -u)"})
  compadd "$@" -a told
}

`,
    )
    .join('');

function commandsOf(program: Program): string {
  const { name, commands } = program;
  const firsts = firstsOf(program);
  const branches = firsts.map(({ word, seconds }) => {
    const whole = commands.find((command) => command.name === word);
    const alone = whole ? argumentsOf(name, whole, '          ') : '          :';
    if (seconds.length === 0) return `        ${word})\n${alone}\n          ;;`;
    const inner = seconds.map((second) => {
      const command = commands.find((one) => one.name === `${word} ${second.word}`)!;
      return `            ${second.word})
              shift words
              ((CURRENT -= 1))
${argumentsOf(name, command, '              ')}
              ;;`;
    });
    return `        ${word})
          if ((CURRENT == 2)); then
            ${describing(seconds)}${whole ? '' : '\n            return'}
          fi
          case $words[2] in
${inner.join('\n')}
            *)
${alone.replace(/^/gm, '    ')}
              ;;
          esac
          ;;`;
  });
  return `  _arguments -C '(- *)'{-h,--help}'[print what there is to know]' '1: :->command' '*:: :->rest'
  case $state in
    command)
      ${describing(firsts)}
      ;;
    rest)
      case $words[1] in
${branches.join('\n')}
      esac
      ;;
  esac`;
}

function describing(all: readonly { readonly word: string; readonly describes: string }[]): string {
  const list = all.map(({ word, describes }) =>
    quoted(`${word}:${plain(describes).replaceAll(':', '\\:')}`),
  );
  return `local -a known=(${list.join(' ')})
      _describe command known`;
}

function argumentsOf(name: string, command: Completed, indent: string): string {
  const specs = [
    ...flagged(command).map(({ flags, option: { type, value, choices, help, multiple } }) => {
      const takes =
        type === 'boolean'
          ? ''
          : `:${described(value ?? '')}:${action(name, completerOf(value, choices))}`;
      const text = `[${described(help)}]${takes}`;
      const [long, short] = flags as [string, string?];
      const shown = type === 'boolean' ? long : `${long}=`;
      if (multiple) return quoted(`*${shown}${text}`);
      if (short === undefined) return quoted(`${shown}${text}`);
      return `${quoted(`(${flags.join(' ')})`)}{${type === 'boolean' ? short : `${short}+`},${shown}}${quoted(text)}`;
    }),
    ...command.words.map(({ name: kind, optional }, at) =>
      quoted(
        `${at + 1}:${optional ? ':' : ''}${described(kind)}:${action(name, completerOf(kind)) || ' '}`,
      ),
    ),
  ];
  return `${indent}_arguments ${specs.join(` \\\n${indent}  `)}`;
}

function action(name: string, completer: Completer): string {
  if (completer === null) return ' ';
  if (completer === 'files') return '_files';
  if (completer === 'folders') return '_files -/';
  if (typeof completer === 'object') return `(${completer.words.join(' ')})`;
  return `_${name}_${completer}`;
}
