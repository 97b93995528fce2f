import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { causeway, everyCommand } from './program.js';
import { exitCodes } from './terminal/index.js';

const page = readFileSync('docs/cli.md', 'utf8');

const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();

const verbs = everyCommand(causeway()).filter(command => command.commands.length === 0);

/** Hidden ones take keys from the environment. */
const optionsOf = (command: Command): string[] =>
  command.options.filter(option => !option.hidden).map(option => option.long ?? option.flags);

describe('docs/cli.md', () => {
  it('knows every command, and none besides', () => {
    const names = verbs.map(nameOf);
    expect(names).toEqual(expect.arrayContaining(['causeway connect', 'causeway keys revoke']));
    expect(names.filter(name => !page.includes(`\`${name}\``))).toEqual([]);
    const written = [...page.matchAll(/`causeway ([a-z]+(?: [a-z]+)?)/g)].map(
      ([, name = '']) => `causeway ${name}`,
    );
    const known = everyCommand(causeway()).flatMap(command => [
      nameOf(command),
      ...command.aliases().map(alias => `causeway ${alias}`),
    ]);
    expect(written.filter(name => !known.includes(name))).toEqual([]);
  });

  it('knows every option', () => {
    const missing = verbs.flatMap(command =>
      optionsOf(command)
        .filter(option => !page.includes(option))
        .map(option => `${nameOf(command)} ${option}`),
    );
    expect(missing).toEqual([]);
  });

  it('has the exit codes that commands end with', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| `(\w+)`/gm)].map(([, code, name]) => [name, Number(code)]);
    expect(Object.fromEntries(rows)).toEqual(exitCodes);
  });
});

describe('every command', () => {
  it('prints JSON on request, but for those that print nothing else or are the hub', () => {
    const without = verbs.filter(command => !optionsOf(command).includes('--json')).map(nameOf);
    expect(without).toEqual(['causeway start', 'causeway migrate', 'causeway openapi']);
  });

  it('takes no secret as an argument that help would offer', () => {
    for (const command of verbs)
      expect([nameOf(command), command.helpInformation()]).toEqual([
        nameOf(command),
        expect.not.stringMatching(/--(\w+-)?(secret|password|key|api-key|operator-key)\s+<(?!file)/),
      ]);
  });
});
