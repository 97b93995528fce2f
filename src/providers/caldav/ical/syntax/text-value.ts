import { cleanText } from './content-line.js';

/** TEXT values (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.11). */
export const escapeText = (text: string): string =>
  cleanText(text)
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

export const unescapeText = (value: string): string =>
  value.replace(/\\([\s\S])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));

/** Splits a list at its unescaped commas; the parts are still escaped. */
export const splitList = (value: string): string[] => {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === ',') {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, value.slice(from)];
};

/** No longer than the model allows, and not cut inside a character. */
export const clip = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
