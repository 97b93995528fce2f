import { newId } from '#kernel';

/** Names its task and its time, so that a list of ids says what waits and since when, on either engine. */
export const newJobId = (task: string): string => `${task}~${newId()}`;

export const parseJobId = (id: string): { readonly task: string; readonly atMs: number } => {
  const cut = id.lastIndexOf('~');
  // The first 48 bits of a UUIDv7: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
  const hex = id
    .slice(cut + 1)
    .replaceAll('-', '')
    .slice(0, 12);
  return { task: id.slice(0, Math.max(cut, 0)), atMs: Number.parseInt(hex, 16) };
};
