import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { z } from 'zod';

/** What is read of any delivery: https://linear.app/developers/webhooks#the-webhook-payload */
const Delivery = z.object({
  type: z.string(),
  action: z.string(),
  data: z
    .object({
      id: z.string(),
      teamId: z.string().nullish(),
      trashed: z.boolean().nullish(),
      archivedAt: z.string().nullish(),
      issue: z.object({ teamId: z.string().optional() }).nullish(),
      issueId: z.string().nullish(),
    })
    .optional(),
  updatedFrom: z.object({ teamId: z.string().optional() }).nullish(),
});
type Delivery = z.infer<typeof Delivery>;
type Subscription = VerifiedReceipt['subscription'];

const changed = (containerId: string | null, deleted?: string): RemoteEvent => ({
  kind: 'changed',
  model: 'task',
  containerId,
  ...(deleted === undefined ? {} : { deleted: [deleted] }),
});

/** An issue that moves is gone from the team it was in; one in the trash or the archive is gone from its own. */
const issueEvent = ({ action, data, updatedFrom }: Delivery, subscription: Subscription): RemoteEvent[] => {
  if (!data) return [];
  const teamId = data.teamId ?? subscription?.containerId ?? null;
  const isGone = action === 'remove' || data.trashed === true || Boolean(data.archivedAt);
  const left = updatedFrom?.teamId;
  const isMoved = left !== undefined && left !== teamId;
  return [
    changed(teamId, isGone && teamId !== null ? data.id : undefined),
    ...(isMoved ? [changed(left, data.id)] : []),
  ];
};

/** Comments are also written on projects and documents. */
const commentEvent = ({ data }: Delivery, subscription: Subscription): RemoteEvent[] =>
  data?.issueId || data?.issue ? [changed(data.issue?.teamId ?? subscription?.containerId ?? null)] : [];

const readers: Readonly<Record<string, (delivery: Delivery, at: Subscription) => RemoteEvent[]>> = {
  Issue: issueEvent,
  Comment: commentEvent,
  // The workspace took the app out, or a person their consent; the only action is `revoked`.
  OAuthApp: ({ action }) => (action === 'revoked' ? [{ kind: 'revoked' }] : []),
};

/** Facts of a verified delivery. Kinds that we did not ask for say nothing. */
export const parseDelivery = ({ body, subscription }: VerifiedReceipt): readonly RemoteEvent[] => {
  const { data: delivery } = Delivery.safeParse(body);
  return (delivery && readers[delivery.type]?.(delivery, subscription)) ?? [];
};
