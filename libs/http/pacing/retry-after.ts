/**
 * Milliseconds to wait by a `Retry-After` header: seconds or an HTTP-date, RFC 9110 §10.2.3. Undefined when there is
 * none or it cannot be read. Fractions of a second are out of spec and sent nevertheless.
 */
export const parseRetryAfter = (value: string | undefined, now: Date): number | undefined => {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) {
    const milliseconds = Math.ceil(Number(text) * 1000);
    return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
  }
  // Date.parse also takes "-5" or "1,2": an HTTP-date begins with the name of a day (RFC 9110 §5.6.7).
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const at = Date.parse(isAsctime(text) ? `${text} GMT` : text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

/** `Sun Nov  6 08:49:37 1994` names no zone and means GMT. */
const isAsctime = (text: string): boolean => /^[A-Z][a-z]{2} /.test(text);
