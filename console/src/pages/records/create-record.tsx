import { Button, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { client } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { type Fields, modelName, RecordForm } from '../../fields/index.js';
import { useSyncs, useTo } from '../../known/index.js';
import { say } from '../../ui/index.js';

const useCreate = (syncId: string) => {
  const { id: organizationId } = useOrganization();
  const navigate = useNavigate();
  const to = useTo();
  return async (fields: Fields) => {
    const { data } = await client.POST('/v1/organizations/{organizationId}/records', {
      params: { path: { organizationId } },
      body: { syncId, fields: { ...fields } },
    });
    say('Created. It goes out with the next run, which starts now.');
    if (data) await navigate(to(`records/${data.id}`));
  };
};

/** A record is born in a sync and goes out to its provider. */
export const CreateRecord = ({ onClose }: { readonly onClose: () => void }) => {
  const writable = (useSyncs().data?.data ?? []).filter(({ direction }) => direction !== 'pull');
  const [syncId, setSyncId] = useState<string | null>(
    writable.length === 1 ? (writable[0]?.id ?? null) : null,
  );
  const sync = writable.find(({ id }) => id === syncId);
  const create = useCreate(syncId ?? '');
  if (writable.length === 0) return <NoSync />;
  return (
    <Stack>
      <Select
        label="Sync"
        description="Where it is created. It is written to the provider too."
        data-autofocus
        data={writable.map(({ id, name, model }) => ({
          value: id,
          label: `${name} (${modelName(model).toLowerCase()}s)`,
        }))}
        value={syncId}
        onChange={setSyncId}
      />
      {sync && (
        <RecordForm
          key={sync.id}
          model={sync.model}
          fields={null}
          submit="Create"
          onSubmit={create}
          onCancel={onClose}
        />
      )}
    </Stack>
  );
};

const NoSync = () => {
  const to = useTo();
  return (
    <Stack align="flex-start">
      <Text>A record goes out through a sync that writes. There is none yet.</Text>
      <Button component={Link} to={to('syncs/new')}>
        Make a sync
      </Button>
    </Stack>
  );
};
