import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A folder that has the files of a package, by the paths at which they are installed. */
export class Stage {
  readonly root: string;
  readonly #modes = new Map<string, number>();

  constructor(root: string) {
    this.root = root;
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root);
  }

  /** The place of a path. */
  at(path: string): string {
    return join(this.root, path);
  }

  put(path: string, content: string | Buffer, mode = 0o644): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
    this.mode(path, mode);
  }

  folder(path: string, mode = 0o755): void {
    mkdirSync(this.at(path), { recursive: true });
    this.mode(path, mode);
  }

  /** The mode of a path, which else is 0755 for a folder and 0644 for a file. */
  mode(path: string, mode: number): void {
    this.#modes.set(this.at(path), mode);
  }

  /** Gives everything its mode, whatever the builder's mask is. */
  settle(): void {
    chmodSync(this.root, 0o755);
    for (const { path, folder } of this.#entries()) {
      chmodSync(path, this.#modes.get(path) ?? (folder ? 0o755 : 0o644));
    }
  }

  /** The files and their digests, as dpkg verifies them. */
  md5sums(): string {
    const lines = this.#entries()
      .filter(({ path, folder }) => !folder && !path.startsWith(this.at('DEBIAN')))
      .map(({ path }) => {
        const digest = createHash('md5').update(readFileSync(path)).digest('hex');
        return `${digest}  ${relative(this.root, path)}\n`;
      });
    return lines.join('');
  }

  /** The size of all files, in units of 1024 bytes, each rounded up (deb-substvars(5)). */
  kib(): number {
    const sizes = this.#entries().map(({ path, folder }) =>
      folder ? 1 : Math.ceil(readFileSync(path).length / 1024),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  #entries(): { path: string; folder: boolean }[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .map((entry) => ({ path: join(entry.parentPath, entry.name), folder: entry.isDirectory() }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
