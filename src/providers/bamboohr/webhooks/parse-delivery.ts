import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { containerId } from '../account.js';

interface Delivery {
  readonly type?: unknown;
  readonly data?: { readonly employeeId?: unknown } | null;
}

/** https://documentation.bamboohr.com/docs/event-based-webhooks */
export const parseDelivery = ({ body }: VerifiedReceipt): readonly RemoteEvent[] => {
  const { type, data } = (body ?? {}) as Delivery;
  if (typeof type !== 'string' || !/^employee\.(created|updated|deleted)$/.test(type)) return [];
  const id = data?.employeeId;
  const isGone = type === 'employee.deleted' && (typeof id === 'string' || typeof id === 'number');
  const changed = { kind: 'changed', model: 'employee', containerId } as const;
  return [isGone ? { ...changed, deleted: [String(id)] } : changed];
};
