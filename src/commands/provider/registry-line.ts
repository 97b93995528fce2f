import { pascalCase } from './plan.js';

/** `src/providers/index.ts` with one provider more, in the order of the alphabet. */
export const withProvider = (registry: string, key: string): string => {
  const name = `${pascalCase(key)}Module`;
  const lines = registry.split('\n');
  insert(lines, `import { ${name} } from './${key}/index.js';`, /^import \{ (\w+Module) \} from '\.\//, name);
  insert(lines, `  ${name},`, /^ {2}(\w+Module),$/, name);
  return lines.join('\n');
};

/** Before the first line of its kind that comes after it, else after the last one. */
const insert = (lines: string[], line: string, kind: RegExp, name: string): void => {
  const nameAt = (text: string): string | undefined => kind.exec(text)?.[1];
  const later = lines.findIndex(text => (nameAt(text) ?? '') > name);
  const last = lines.findLastIndex(text => nameAt(text) !== undefined);
  if (last === -1) throw new Error('src/providers/index.ts does not look like a registry of providers');
  lines.splice(later === -1 ? last + 1 : later, 0, line);
};
