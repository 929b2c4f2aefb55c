import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { completions } from '../../systemd/manuals/manuals.js';
import { heard } from '../support/secrecy.js';

/** Each of these asks its shell for what comes next on each line of its arguments, and closes every answer with a dot. */
const SCRIPTS = {
  bash: `
    for program in dmbootctl dmbootd; do
      . ./$program.bash
      [[ $(complete -p $program) == "complete -F _$program $program" ]] || exit 1
    done
    for line; do
      IFS=' ' read -ra COMP_WORDS <<<"\${line//=/ = }"
      [[ $line == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      "_\${COMP_WORDS[0]}"
      printf '%s\\n' "\${COMPREPLY[@]}" . >>offered
    done`,
  // Only in its editor does zsh complete: one is run on a terminal, and what it would list is written down.
  zsh: `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z '
      PS1=
      fpath=($PWD $fpath)
      autoload -Uz compinit
      compinit -u -D
      compadd() {
        if ((\${argv[(I)-[OAD]*]})); then builtin compadd "$@"; return; fi
        local -a offered
        builtin compadd -O offered "$@"
        (($#offered)) && print -rl -- $offered >>offered
        builtin compadd "$@"
      }
      over() { print -r -- . >>offered; BUFFER= }
      zle -N over
      bindkey "^I" list-choices
      bindkey "^G" over'
    for line; do zpty -w -n z "$line"$'\\t\\a'; done
    zpty -w z exit
    while zpty -r z told; do :; done`,
  fish: `
    for program in dmbootctl dmbootd
      source ./$program.fish
    end
    for line in $argv
      complete -C $line | string replace -r '\\t.*' '' >>offered
      echo . >>offered
    end`,
} as const;

const OF_OPTION = /^--[a-z-]+=/;

export type Shell = keyof typeof SCRIPTS;
export const SHELLS = Object.keys(SCRIPTS) as Shell[];

const ARGUMENTS: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', '-c', SCRIPTS.bash, 'bash'],
  zsh: ['-f', '-c', SCRIPTS.zsh, 'zsh'],
  fish: ['--no-config', '-c', SCRIPTS.fish],
};

/** Puts the completions into a folder, beside a `dmbootctl` that does this. */
export function putCompletions(folder: string, script: string): void {
  for (const [name, text] of Object.entries(completions())) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'dmbootctl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/**
 * What a shell offers as the next word of each line, sorted: without quoting, without the slash behind a folder, and without the option
 * that a value belongs to; the long options only where one was begun, as zsh offers them everywhere.
 */
export async function offered(
  shell: Shell,
  folder: string,
  lines: readonly string[],
): Promise<string[][]> {
  const env = {
    ...process.env,
    HOME: folder,
    TERM: 'xterm',
    PATH: `${folder}:${process.env['PATH']}`,
  };
  const args = [...ARGUMENTS[shell], ...lines];
  const { stdout, stderr } = await promisify(execFile)(shell, args, { cwd: folder, env });
  if (shell !== 'zsh' && stdout + stderr !== '') throw new Error(`${shell}: ${stdout}${stderr}`);
  const file = join(folder, 'offered');
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  heard(text + stdout + stderr);
  const answers = text.split(/^\.\n/m).slice(0, -1);
  if (answers.length !== lines.length) throw new Error(`${shell} gave ${answers.length} answers`);
  return answers.map((answer, at) => {
    const asksForOptions = / -[^ =]*$/.test(lines[at]!);
    const words = answer.split('\n').filter((word) => word !== '');
    const wanted = words.filter(
      (word) => asksForOptions || !/^-/.test(word.replace(OF_OPTION, '')),
    );
    const plain = wanted.map((word) => word.replace(OF_OPTION, '').replace(/\/$|\\/g, ''));
    return [...new Set(plain.filter((word) => !/^-.$/.test(word)))].sort();
  });
}
