import { STATUS_CODES } from 'node:http';
import { type HubError, newId } from '#kernel';
import type { BulkItem, BulkProblem, BulkResult } from './bulk.dto.js';

/** An item with its place in the answer. */
export interface PlacedItem {
  readonly place: number;
  readonly item: BulkItem;
  /** Of the record it is about; new for a creation. */
  readonly id: string;
}

export const placed = (item: BulkItem, place: number): PlacedItem => ({
  place,
  item,
  id: item.action === 'create' ? newId() : item.id,
});

export const accepted = (id: string): BulkResult => ({ status: 202, id, problem: null });
export const unchanged = (id: string): BulkResult => ({ status: 200, id, problem: null });
export const refused = (id: string | null, error: HubError): BulkResult => ({
  status: error.status,
  id,
  problem: problemOf(error),
});

/** https://www.rfc-editor.org/rfc/rfc9457#section-3, as the whole answer would be if the item were sent alone. */
const problemOf = (error: HubError): BulkProblem => ({
  ...error.extensions,
  type: `/reference/errors#${error.code}`,
  title: STATUS_CODES[error.status] ?? 'Error',
  status: error.status,
  code: error.code,
  detail: error.publicDetail,
  ...(error.fields.length > 0 ? { errors: [...error.fields] } : {}),
});

export const countsOf = (data: readonly BulkResult[]) => ({
  accepted: data.filter(({ status }) => status === 202).length,
  unchanged: data.filter(({ status }) => status === 200).length,
  refused: data.filter(({ problem }) => problem !== null).length,
});
