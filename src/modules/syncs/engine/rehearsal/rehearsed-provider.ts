import type { IntegrationProvider, ProviderSession, PushResult, RecordChange } from '#provider-sdk';
import { rehearsedId } from './trace.js';

type Provider = Pick<IntegrationProvider, 'pull' | 'push'>;

/** What a provider that accepts everything as it is would answer. */
const accepted = (change: RecordChange): PushResult => {
  if (change.kind === 'delete') {
    return { outcome: 'applied', current: { kind: 'delete', remoteId: change.remote.id } };
  }
  const remoteId = change.remote?.id ?? rehearsedId(change.recordId);
  const { fields } = change;
  const answer = { remoteId, version: 'rehearsed', fields, data: '', modifiedAt: null };
  return { outcome: 'applied', current: { kind: 'upsert', ...answer } };
};

/** The provider with its eyes open and its hands tied: it is pulled as ever, and what is pushed is only noted. */
export const rehearsedProvider = (provider: Provider, note: (change: RecordChange) => void): Provider => {
  const { pull, push } = provider;
  const noted = (_: ProviderSession, change: RecordChange): Promise<PushResult> => {
    note(change);
    return Promise.resolve(accepted(change));
  };
  return {
    ...(pull === undefined ? {} : { pull: pull.bind(provider) }),
    ...(push === undefined ? {} : { push: noted }),
  };
};
