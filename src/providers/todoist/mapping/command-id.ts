import { createHash } from 'node:crypto';

/**
 * The same wish has the same id, so Todoist carries it out once however often it is sent:
 * https://developer.todoist.com/api/v1/#tag/Sync/Overview/Write-resources. Shaped as RFC 9562 §5.8 says.
 */
export const commandId = (...parts: readonly string[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const variant = '89ab'[Number.parseInt(hash.charAt(16), 16) % 4] ?? '8';
  const groups = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`];
  return [...groups, `${variant}${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
};
