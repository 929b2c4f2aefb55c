import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/**
 * Runs a bundle, a CommonJS module in ASCII without a `#!` line, as the program of this process.
 *
 * @param compiled what V8 made of it before. V8 checks its own version and flags, and compiles anew where they differ.
 */
export function run(file: string, compiled?: Buffer): Script {
  // As Latin-1 a character takes one byte of memory.
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
    filename: file,
    ...(compiled && { cachedData: compiled }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return script;
}
