import { readFileSync } from 'node:fs';
import type { TodoistCommand } from '../todoist.types.js';

const published = JSON.parse(readFileSync(new URL('./commands.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

const undescribed = (name: string, value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const known = published[name] ?? [];
  return Object.keys(value).filter(member => !known.includes(member));
};

/** What the commands say that the vendor does not describe; nothing, if all is well. */
export const undescribedIn = (commands: readonly TodoistCommand[]): string[] =>
  commands.flatMap(({ type, args }) => {
    if (!Object.hasOwn(published, type)) return [type];
    return [...undescribed(type, args), ...undescribed('due', args['due'])].map(name => `${type}.${name}`);
  });
