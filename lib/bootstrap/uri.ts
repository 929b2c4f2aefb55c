import type { Failure } from './report.js';

/** Characters of a target URI. */
export const MAX_URI = 1023;
/** Names on the way to a node; what a TNDS has below it comes on top. */
export const MAX_SEGMENTS = 32;
/** Numbers that are tried one by one for a name that is taken. */
const MAX_TRIED = 9;
/** Characters of a node's name. */
const MAX_NAME = 128;

/** As clients number instances (5.4.2); of more digits it is a name like any other. */
const NUMBER = /^[1-9]\d{0,8}$/;

/** What would break a URI, or the terminal it is printed on. */
const UNSAFE = /[/?\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What no name goes on after: in a damaged message, what follows may be the value. */
const CONTROL = /\p{Cc}.*/su;

/** The names on the way from the root (`.`, no name at all) to the node that a target URI means. */
export function parseUri(target: string): { readonly path: readonly string[] } | Failure {
  if (target === '') return { code: 400, note: 'an item has no Target/LocURI' };
  if (target.length > MAX_URI)
    return { code: 414, note: `the URI has ${target.length} characters` };
  if (target.includes('?')) {
    return { code: 406, note: 'a property of a node, or a part of one, cannot be a target' };
  }
  const path = target
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .split('/');
  if (path.length === 1 && (path[0] === '.' || path[0] === '')) return { path: [] };
  if (path.length > MAX_SEGMENTS) return { code: 414, note: `the URI has ${path.length} levels` };
  const bad = path.findIndex((name) => name === '' || safeName(name) !== name);
  if (bad >= 0) return { code: 400, note: `name ${bad + 1} of the URI cannot be one` };
  return { path };
}

/** The name itself if a node can have it, else the nearest one that it can have; `''` of what holds no name at all. */
export function safeName(name: string): string {
  if (name === '.' || name === '..') return '';
  return name.replace(CONTROL, '').slice(0, MAX_NAME).replace(UNSAFE, '_');
}

/** `name`, or the next number if it is one, or else `name-2`, `name-3`, … : the first that is not taken; of names that repeat a lot, any that is not. */
export function freeName(
  name: string,
  taken: { readonly size: number; has(name: string): boolean },
): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) {
    if (number > MAX_TRIED) number = Math.max(number, taken.size + 1);
    free = NUMBER.test(name) ? `${Number(name) + number - 1}` : `${name}-${number}`;
  }
  return free;
}

export const toUri = (path: readonly string[]): string => ['.', ...path].join('/');
