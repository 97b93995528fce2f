import type { Schemas } from '../../../../src/client/index.js';
import { Status } from '../../ui/index.js';

const words: Readonly<Record<Schemas['Record']['state'], string>> = {
  clean: 'Both sides agree',
  dirty: 'On its way to the provider',
  conflict: 'In conflict',
  delete_pending: 'Deleted at the provider, waits here',
};

export const PushState = ({ record }: { readonly record: Schemas['Record'] }) => {
  if (record.deleted) return <Status of="deleted" tone="quiet" />;
  if (record.pushError) return <Status of="refused by the provider" tone="bad" />;
  const tone = record.state === 'clean' ? 'good' : record.state === 'dirty' ? 'busy' : 'warning';
  return <Status of={words[record.state]} tone={tone} />;
};
