import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { z } from 'zod';

const Numbered = z.object({ id: z.number() });

/** What is read of any delivery: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const Delivery = z.object({
  action: z.string().optional(),
  repository: Numbered.extend({ full_name: z.string() }).optional(),
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }).optional(),
  changes: z.object({ new_repository: Numbered.optional() }).optional(),
});
type Delivery = z.infer<typeof Delivery>;

const changed = (repository: number, deleted?: number): RemoteEvent => ({
  kind: 'changed',
  model: 'task',
  containerId: String(repository),
  ...(deleted === undefined ? {} : { deleted: [String(deleted)] }),
});

const issuesEvent = ({ action, repository, issue, changes }: Delivery): RemoteEvent[] => {
  if (!repository || !issue) return [];
  if (action === 'deleted') return [changed(repository.id, issue.number)];
  if (action !== 'transferred') return [changed(repository.id)];
  const target = changes?.new_repository;
  return [changed(repository.id, issue.number), ...(target ? [changed(target.id)] : [])];
};

const commentEvent = ({ repository, issue }: Delivery): RemoteEvent[] =>
  repository && issue && issue.pull_request === undefined ? [changed(repository.id)] : [];

/** Labels and milestones are named in issues. */
const namingEvent = ({ repository, action }: Delivery): RemoteEvent[] =>
  repository && action !== 'created' ? [changed(repository.id)] : [];

const repositoryEvent = ({ repository, action }: Delivery): RemoteEvent[] =>
  repository && action !== 'edited'
    ? [
        {
          kind: 'notice',
          type: `repository.${action ?? 'changed'}`,
          data: { containerId: String(repository.id), name: repository.full_name },
        },
      ]
    : [];

const installationEvent = ({ action }: Delivery): RemoteEvent[] =>
  action === 'deleted' || action === 'suspend' ? [{ kind: 'revoked' }] : [];

const readers: Readonly<Record<string, (delivery: Delivery) => RemoteEvent[]>> = {
  issues: issuesEvent,
  issue_comment: commentEvent,
  label: namingEvent,
  milestone: namingEvent,
  repository: repositoryEvent,
  installation: installationEvent,
  // The delivery names the project by an id that GitHub's lists are not asked by.
  projects_v2_item: () => [{ kind: 'changed', model: 'task', containerId: null }],
  // A person took back the authorization of the app: the only action is `revoked`.
  github_app_authorization: () => [{ kind: 'revoked' }],
};

/** Facts of a verified delivery. `ping` and events we did not ask for say nothing. */
export const parseDelivery = ({ headers, body }: VerifiedReceipt): readonly RemoteEvent[] => {
  const read = readers[headers['x-github-event'] ?? ''];
  const delivery = Delivery.safeParse(body);
  return read && delivery.success ? read(delivery.data) : [];
};
