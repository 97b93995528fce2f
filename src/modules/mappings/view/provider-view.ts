import type {
  IntegrationProvider,
  ProviderSession,
  PullPage,
  PullRequest,
  PushResult,
  RecordChange,
  RemoteChange,
} from '#provider-sdk';
import { stripRemote, unwrapRemote } from '#records';
import { alreadyThere, outgoing, type View, viewAll, viewAnswer } from './view.js';

const viewPage = (view: View, page: PullPage): PullPage => {
  const viewed = viewAll(
    view,
    page.changes.filter(change => change.kind === 'upsert'),
  );
  const next = viewed[Symbol.iterator]();
  const changes = page.changes.map((change): RemoteChange => {
    const one = change.kind === 'upsert' ? next.next() : null;
    return one === null || one.done ? change : one.value.upsert;
  });
  const warnings = viewed.reduce((sum, one) => sum + one.warnings, 0);
  return { ...page, changes, ...(warnings > 0 ? { warnings } : {}) };
};

type Push = NonNullable<IntegrationProvider['push']>;

/** A deletion may be answered by a version of the object, too. */
const answered = (view: View, result: PushResult): PushResult =>
  result.current.kind === 'delete' ? result : { ...result, current: viewAnswer(view, result.current) };

const pushThrough = async (view: View, push: Push, session: ProviderSession, change: RecordChange) => {
  if (change.kind === 'delete') {
    const { data } = unwrapRemote(change.remote.data);
    return answered(view, await push(session, { ...change, remote: { ...change.remote, data } }));
  }
  const out = outgoing(view, change);
  const unchanged = out.changed.length === 0 ? alreadyThere(view, change) : null;
  return unchanged ?? answered(view, await push(session, out));
};

/**
 * The provider as one sync sees it: pulled objects filtered and mapped, pushes mapped back. The engine and the adapter
 * both know nothing of it. It goes around every other view, for it wraps the payload.
 */
export const viewedThrough = (provider: IntegrationProvider, view: View): IntegrationProvider => {
  const pull = provider.pull?.bind(provider);
  const push = provider.push?.bind(provider);
  const withhold = provider.withhold?.bind(provider);
  async function* pages(session: ProviderSession, request: PullRequest): AsyncIterable<PullPage> {
    if (pull) for await (const page of pull(session, request)) yield viewPage(view, page);
  }
  return Object.create(provider, {
    ...(pull && { pull: { value: pages } }),
    ...(push && {
      push: {
        value: (session: ProviderSession, change: RecordChange) => pushThrough(view, push, session, change),
      },
    }),
    ...(withhold && {
      withhold: {
        value: ((model, sealed, names) =>
          stripRemote(sealed, names, data => withhold(model, data, names))) satisfies NonNullable<
          IntegrationProvider['withhold']
        >,
      },
    }),
  }) as IntegrationProvider;
};
