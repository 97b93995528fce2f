import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { z } from 'zod';

const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** What is read of any delivery: https://developer.todoist.com/api/v1/#tag/Webhooks */
const Delivery = z.object({
  event_name: z.string(),
  event_data: z.object({
    id: Id.optional(),
    project_id: Id.nullish(),
    name: z.string().optional(),
    /** Of a comment: the task it is about. */
    item: z.object({ project_id: Id.nullish() }).nullish(),
  }),
  /** Of an update: the task as it was. */
  event_data_extra: z.object({ old_item: z.object({ project_id: Id.nullish() }).nullish() }).nullish(),
});
type Delivery = z.infer<typeof Delivery>;

const changed = (containerId: string | null, deleted?: string): RemoteEvent => ({
  kind: 'changed',
  model: 'task',
  containerId,
  ...(deleted === undefined ? {} : { deleted: [deleted] }),
});

/** A task that moved changed two projects, and is gone from the one before. */
const itemEvent = ({
  event_name: name,
  event_data: item,
  event_data_extra: extra,
}: Delivery): RemoteEvent[] => {
  const here = item.project_id ?? null;
  if (name === 'item:deleted') return [changed(here, here === null ? undefined : item.id)];
  const before = extra?.old_item?.project_id;
  return [changed(here), ...(before && before !== here ? [changed(before, item.id)] : [])];
};

const noteEvent = ({ event_data: { item, project_id: project } }: Delivery): RemoteEvent[] => {
  const containerId = item?.project_id ?? null;
  // A comment on a project is on none of its tasks.
  return containerId === null && project ? [] : [changed(containerId)];
};

const sectionEvent = ({ event_name: name, event_data: { project_id: project } }: Delivery): RemoteEvent[] =>
  name === 'section:added' ? [] : [changed(project ?? null)];

/** A renamed label is renamed in every task that has it. */
const labelEvent = ({ event_name: name }: Delivery): RemoteEvent[] =>
  name === 'label:added' ? [] : [changed(null)];

const projectEvent = ({ event_name: name, event_data: { id, name: title } }: Delivery): RemoteEvent[] =>
  id === undefined || name === 'project:added'
    ? []
    : [{ kind: 'notice', type: name.replace(':', '.'), data: { containerId: id, name: title ?? null } }];

const readers: Readonly<Record<string, (delivery: Delivery) => RemoteEvent[]>> = {
  item: itemEvent,
  note: noteEvent,
  section: sectionEvent,
  label: labelEvent,
  project: projectEvent,
};

/** Facts of a verified delivery; events that the app did not ask for say nothing. */
export const parseDelivery = ({ body }: VerifiedReceipt): readonly RemoteEvent[] => {
  const delivery = Delivery.safeParse(body);
  if (!delivery.success) return [];
  return readers[delivery.data.event_name.split(':')[0] ?? '']?.(delivery.data) ?? [];
};
