import type { IntegrationProvider, ProviderSession, PullPage, PullRequest } from '#provider-sdk';
import type { Life } from './life.js';

type Provider = Pick<IntegrationProvider, 'pull' | 'push'>;

/** A provider as one process sees it that may die while it waits for a page or an answer. */
export const mortalProvider = (provider: Provider, life: Life): Provider => {
  const [pull, push] = [provider.pull?.bind(provider), provider.push?.bind(provider)];
  async function* mortalPull(session: ProviderSession, request: PullRequest): AsyncGenerator<PullPage> {
    const pages = pull?.(session, request)[Symbol.asyncIterator]();
    for (;;) {
      const next = await life.during(async () => pages?.next());
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  }
  return {
    ...(pull ? { pull: mortalPull } : {}),
    ...(push ? { push: (session, change) => life.during(() => push(session, change)) } : {}),
  };
};
