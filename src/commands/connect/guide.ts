import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/*
 * The set-up steps of a guide in docs/providers/ are the only place that says where to click at a vendor. A guide has a
 * section `## Set up` with numbered steps. Where there are several ways, each is a `###` section marked by a comment below
 * its heading that names the provider's key or the method: `<!-- set-up: icloud-calendar -->`,
 * `<!-- set-up: installation -->`.
 */
export interface SetUp {
  /** Heading of the way that was chosen, where there are several. */
  readonly title: string | null;
  /** Markdown, one text a step, without numbers. */
  readonly steps: readonly string[];
}

export interface WhichSetUp {
  readonly provider: string;
  readonly method: string;
}

export const setUpIn = (guide: string, which: WhichSetUp): SetUp | null => {
  const section = /^## Set up\n(.*?)(?=^## |(?![\s\S]))/ms.exec(guide)?.[1];
  if (section === undefined) return null;
  const ways = section.split(/^### /m).slice(1);
  const marked = ways.find(way =>
    marksOf(way).some(mark => mark === which.provider || mark === which.method),
  );
  const text = marked ?? section.split(/^### /m)[0] ?? '';
  const steps = stepsIn(text);
  if (steps.length === 0) return null;
  return { title: marked ? (marked.split('\n')[0] ?? null) : null, steps };
};

const marksOf = (way: string): string[] =>
  (/<!-- set-up: ([\w, -]+) -->/.exec(way)?.[1] ?? '').split(',').map(mark => mark.trim());

/** Top-level numbered items with what is indented below them; the text after the list belongs to no step. */
const stepsIn = (text: string): string[] => {
  const steps: string[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    const begun = /^\d+\. +(.*)$/.exec(line)?.[1];
    if (begun !== undefined) steps.push(begun);
    else if (line.trim() !== '' && !/^\s/.test(line)) isInside = false;
    else if (isInside && steps.length > 0) steps.push(`${steps.pop() ?? ''}\n${line.replace(/^ {3}/, '')}`);
    if (begun !== undefined) isInside = true;
  }
  return steps.map(step => step.trim());
};

/** Where the checkout begins, from the sources as from `dist/`. */
const root = (): string => {
  let directory = import.meta.dirname;
  while (!existsSync(path.join(directory, 'docs', 'providers'))) {
    const above = path.dirname(directory);
    if (above === directory) return directory;
    directory = above;
  }
  return directory;
};

/** The text of a guide such as `docs/providers/slack.md`; null where the documentation is not installed. */
export const readGuide = (name: string): string | null => {
  const file = path.join(root(), name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};

/** The addresses of this hub in place of those that guides leave open. */
export const withAddresses = (step: string, redirectUri: string | null): string => {
  const base = redirectUri?.replace(/\/oauth\/[^/]+\/callback$/, '');
  if (!base) return step;
  return step.replaceAll('{callbackBase}', base).replaceAll('{hub}', new URL(base).host);
};

/** Markdown as it reads in a terminal: links with their addresses, no marks. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/^```\w*\n/gm, '')
    .replace(/^```$/gm, '')
    .replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, (_, text: string, url: string) =>
      text.replace(/[_*]/g, '') === url ? url : `${text} (${url})`,
    )
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(^|[\s(])_([^_]+)_(?=[\s.,;:)]|$)/g, '$1$2')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
