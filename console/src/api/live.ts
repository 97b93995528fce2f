import { useEffect, useRef } from 'react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { api } from './client.js';

/** Which parts of paths an event makes old, where they are not the plural of its subject. */
const words: Readonly<Record<string, readonly string[]>> = {
  sync_run: ['runs', 'run-history', 'syncs', 'receipts'],
  record: ['records', 'statistics', 'history'],
  mirror: ['mirrors', 'links'],
  undo: ['undos', 'runs'],
};

const wordsOf = (type: string): readonly string[] => {
  const [subject = ''] = type.split('.');
  return [...(words[subject] ?? [`${subject}s`]), 'overview', 'audit', 'deliveries', 'events'];
};

const isAbout = (queryKey: readonly unknown[], about: ReadonlySet<string>): boolean =>
  typeof queryKey[1] === 'string' && queryKey[1].split('/').some(part => about.has(part));

/** One event of the stream. */
export interface LiveEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What was gathered: the parts of paths that are old now, and what happened. */
interface News {
  readonly about: ReadonlySet<string>;
  readonly events: readonly LiveEvent[];
}

const hearers = new Set<(news: News) => void>();

/** Of a query whose page hears the news itself: long lists are not asked for anew from end to end. */
export const hearsItself = { hearsItself: true } as const;

/** What happened that makes paths with this part old; gathered, so seldom more than twice a second. */
export const useLiveNews = (word: string, hear: (events: readonly LiveEvent[]) => void): void => {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    const hearer = ({ about, events }: News) => {
      if (about.has(word)) latest.current(events);
    };
    hearers.add(hearer);
    return () => {
      hearers.delete(hearer);
    };
  }, [word]);
};

/** How long events are gathered before what they make old is asked for again. */
const gatherMs = 400;

/** The stream names each event by its type, so every type needs a listener of its own. */
const follow = (organizationId: string, types: readonly string[], queries: QueryClient): (() => void) => {
  const about = new Set<string>();
  let events: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    const news = { about: new Set(about), events };
    about.clear();
    events = [];
    void queries.invalidateQueries({
      predicate: ({ queryKey, meta }) => meta?.['hearsItself'] !== true && isAbout(queryKey, news.about),
    });
    for (const hearer of hearers) hearer(news);
  };
  const hear = ({ type, data }: MessageEvent<string>) => {
    events.push(JSON.parse(data) as LiveEvent);
    for (const word of wordsOf(type)) about.add(word);
    timer ??= setTimeout(refresh, gatherMs);
  };
  const source = new EventSource(`/v1/organizations/${organizationId}/live`);
  for (const type of types) source.addEventListener(type, hear);
  return () => {
    clearTimeout(timer);
    source.close();
  };
};

/** Follows the organization's events and asks again for what they are about. */
export const useLive = (organizationId: string): void => {
  const queries = useQueryClient();
  const { data } = api.useQuery('get', '/v1/event-types', {}, { staleTime: Infinity });
  useEffect(() => {
    if (data === undefined) return;
    return follow(
      organizationId,
      data.data.map(({ name }) => name),
      queries,
    );
  }, [organizationId, data, queries]);
};
