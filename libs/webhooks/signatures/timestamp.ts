import type { TimestampWindow } from './scheme.js';

const forms: Record<TimestampWindow['unit'], RegExp> = {
  seconds: /^\d{1,12}$/,
  milliseconds: /^\d{1,13}$/,
  // RFC 3339 §5.6
  iso8601: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/,
};

/** Never `parseInt`, which reads `123abc` as a time. */
export function parseTimestamp(text: string, unit: TimestampWindow['unit']): Date | null {
  if (!forms[unit].test(text)) return null;
  const milliseconds = unit === 'iso8601' ? Date.parse(text) : Number(text) * (unit === 'seconds' ? 1000 : 1);
  return Number.isFinite(milliseconds) ? new Date(milliseconds) : null;
}

export const withinWindow = (timestamp: Date, now: Date, toleranceSeconds: number): boolean =>
  Math.abs(now.getTime() - timestamp.getTime()) <= toleranceSeconds * 1000;
