import type { Schemas } from '../../../../src/client/index.js';

export interface EndpointValues {
  url: string;
  description: string;
  eventTypes: string[];
  filters: { path: string; equals: string }[];
  throttlePerSecond: number | '';
  concurrency: number;
  asymmetric: boolean;
}

export const firstValues: EndpointValues = {
  url: '',
  description: '',
  eventTypes: ['*'],
  filters: [],
  throttlePerSecond: '',
  concurrency: 16,
  asymmetric: false,
};

/** `true`, `3` and `null` are meant as such; everything else is text. */
const valueOf = (text: string): string | number | boolean | null => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
};

export const wishOf = ({
  url,
  description,
  eventTypes,
  filters,
  throttlePerSecond,
  concurrency,
}: EndpointValues) => ({
  url,
  description,
  eventTypes,
  filters: filters.map(({ path, equals }) => ({ path, equals: valueOf(equals) })),
  throttlePerSecond: throttlePerSecond === '' ? null : throttlePerSecond,
  concurrency,
});

export const valuesOf = (endpoint: Schemas['Endpoint']): EndpointValues => ({
  url: endpoint.url,
  description: endpoint.description,
  eventTypes: endpoint.eventTypes,
  filters: endpoint.filters.map(({ path, equals }) => ({ path, equals: String(equals) })),
  throttlePerSecond: endpoint.throttlePerSecond ?? '',
  concurrency: endpoint.concurrency,
  asymmetric: endpoint.publicKeys.length > 0,
});
