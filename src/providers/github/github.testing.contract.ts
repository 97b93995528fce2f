import type { PullPage } from '#provider-sdk';
import { type Fields, task } from '#unified-models';

export const collect = async <T>(items: AsyncIterable<T> | undefined): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items ?? []) all.push(item);
  return all;
};

export const complete = (fields: Fields): Fields => ({ ...task.defaults, ...fields });

export const remoteIds = (pages: readonly PullPage[]): string[] =>
  pages.flatMap(page => page.changes.map(change => change.remoteId));
