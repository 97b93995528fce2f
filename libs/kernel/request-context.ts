import { AsyncLocalStorage } from 'node:async_hooks';

/** Who did it, as audit and consent name them. */
export interface Actor {
  readonly kind: 'member' | 'api_key' | 'operator' | 'end_user' | 'system' | 'provider';
  readonly id: string;
}

/** What every layer may need to know about the request or job it runs in. Never carries a secret. */
export interface RequestContext {
  readonly requestId: string;
  actor: Actor;
  organizationId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

export const currentContext = (): RequestContext | undefined => storage.getStore();

/** The organization of the current request or job; there is always one where an organization's rows are made. */
export const currentOrganization = (): string => {
  const id = storage.getStore()?.organizationId;
  if (!id) throw new Error('No organization in this context');
  return id;
};
