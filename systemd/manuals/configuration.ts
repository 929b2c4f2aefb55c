import { type Key, keys } from './keys.js';

const HEAD = `# Configuration

TOML, from \`--config FILE\` or \`/etc/dmbootd/dmbootd.toml\`. Without a file everything has its default. A mistake is refused with the key
and its line, and never with the value. A duration is a number and one of \`ms\`, \`s\`, \`m\`, \`h\`, such as \`"30s"\`, and at most \`"596h"\`.

What is taken at a reload is taken by a running daemon on SIGHUP (\`systemctl reload dmbootd\`); everything else waits for its next start.
[The manual](manual.md#configuration) says more of some keys.

| key | value | default | effect | taken at |
|---|---|---|---|---|
`;

const FOOT = `
This page is made from \`daemon/config/schema.ts\` by \`npm run configuration\`.
`;

/** The text of `docs/configuration.md`. */
export const configurationPage = (): string => `${HEAD}${keys().map(row).join('')}${FOOT}`;

function row({ name, values, fallback, required, effect, atRunTime }: Key): string {
  const without = fallback === null ? (required ? 'must be there' : 'none') : `\`${fallback}\``;
  const cells = [`\`${name}\``, values, without, effect, atRunTime ? 'reload' : 'start'];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}
