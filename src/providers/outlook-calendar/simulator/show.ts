import type { SimulatorRequest } from '#provider-sdk/simulator';
import { instantOf, utc } from './occurrences.js';
import { type StoredEvent, timeOf } from './store.js';

const tags = /<[^>]+>/g;

/** Body as the `Prefer` header asks for it; Outlook closes a text with an empty line. */
const bodyFor = ({ body }: StoredEvent, wantsText: boolean): object => {
  const { contentType = 'html', content = '' } = body ?? {};
  const isText = contentType.toLowerCase() === 'text';
  if (!wantsText) return { contentType: 'html', content: isText ? `<pre>${content}</pre>` : content };
  const text = isText ? content : content.replace(tags, '');
  return { contentType: 'text', content: text === '' ? '' : `${text.replaceAll('\n', '\r\n')}\r\n` };
};

/** An event as Graph answers it: times in UTC, extended properties only when they were expanded. */
export const shown = (event: StoredEvent, { headers, url }: SimulatorRequest): StoredEvent => {
  const { singleValueExtendedProperties, ...rest } = event;
  const hasProperties = url.searchParams.get('$expand')?.includes('singleValueExtendedProperties') ?? false;
  const expanded = hasProperties ? extendedBy(url, event) : [];
  return {
    ...rest,
    start: utc(instantOf(timeOf(event.start))),
    end: utc(instantOf(timeOf(event.end))),
    body: bodyFor(event, headers['prefer']?.includes('outlook.body-content-type="text"') ?? false),
    ...(expanded.length > 0 ? { singleValueExtendedProperties: expanded } : {}),
  };
};

const extendedBy = (url: URL, { singleValueExtendedProperties = [] }: StoredEvent) => {
  const wanted = /id eq '([^']+)'/.exec(url.searchParams.get('$expand') ?? '')?.[1];
  return singleValueExtendedProperties.filter(({ id }) => id === wanted);
};
