import { Button, Group, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { Answer, ProblemAlert } from '../../ui/index.js';
import { ObjectDialog } from './object-dialog.js';
import { ObjectRow } from './object-row.js';
import { Part, type PartProps, type ThingsProps } from './part.js';
import { useLever } from './use-sandbox.js';
import type { SandboxObject } from './words.js';

/** What lies at the vendor, to be changed as somebody else would change it there. */
export const Contents = ({ sandbox, onDone }: PartProps) => {
  const [chosen, setChosen] = useState<string | null>(null);
  const container = sandbox.containers.find(({ id }) => id === chosen) ?? sandbox.containers[0];
  if (container === undefined) return null;
  const ownerOf = (accountId: string | null) => sandbox.accounts.find(({ id }) => id === accountId)?.name;
  return (
    <Part title="What is there" hint="Change it as somebody else would, at the vendor.">
      <Select
        label="In"
        maw={360}
        allowDeselect={false}
        data={sandbox.containers.map(({ id, name, accountId, objects }) => {
          const owner = ownerOf(accountId);
          return { value: id, label: `${name} (${objects}${owner === undefined ? '' : `, of ${owner}`})` };
        })}
        value={container.id}
        onChange={setChosen}
      />
      <Things key={container.id} {...{ sandbox, container, onDone }} />
    </Part>
  );
};

const Things = (about: ThingsProps) => {
  const [edited, setEdited] = useState<SandboxObject | 'new' | null>(null);
  const open = (object: SandboxObject | 'new') => () => {
    setEdited(object);
  };
  return (
    <>
      <Buttons {...about} onNew={open('new')} />
      <Answer of={useObjects(about)}>
        {({ data }) => (
          <div>
            {data.length === 0 && <Text size="sm">It is empty.</Text>}
            {data.map(object => (
              <ObjectRow key={object.id} {...about} object={object} onEdit={open(object)} />
            ))}
          </div>
        )}
      </Answer>
      <ObjectDialog
        {...about}
        edited={edited}
        onClose={() => {
          setEdited(null);
        }}
      />
    </>
  );
};

const useObjects = ({ sandbox, container }: ThingsProps) => {
  const { id } = useOrganization();
  const path = { organizationId: id, provider: sandbox.provider, container: container.id };
  return api.useQuery(
    'get',
    '/v1/organizations/{organizationId}/sandbox/{provider}/containers/{container}/objects',
    { params: { path } },
  );
};

const Buttons = ({ sandbox, container, onDone, onNew }: ThingsProps & { readonly onNew: () => void }) => {
  const { run, error, isBusy } = useLever(sandbox, onDone);
  const containerId = container.id;
  return (
    <>
      {error !== null && <ProblemAlert error={error} />}
      <Group gap="xs">
        {container.writable && (
          <Button size="xs" onClick={onNew}>
            Create {container.kind}
          </Button>
        )}
        {sandbox.levers.includes('notify') && (
          <Notify
            isBusy={isBusy}
            onNotify={times => {
              run({ lever: 'notify', containerId, times });
            }}
          />
        )}
        <Button
          size="xs"
          variant="default"
          loading={isBusy}
          disabled={container.objects === 0 || !container.writable}
          onClick={() => {
            run({ lever: 'empty', containerId });
          }}
        >
          Delete everything
        </Button>
      </Group>
    </>
  );
};

interface NotifyProps {
  readonly isBusy: boolean;
  readonly onNotify: (times: number) => void;
}

const Notify = ({ isBusy, onNotify }: NotifyProps) =>
  [1, 2].map(times => (
    <Button
      key={times}
      size="xs"
      variant="default"
      loading={isBusy}
      onClick={() => {
        onNotify(times);
      }}
    >
      {times === 1 ? 'Send a webhook' : 'Send a webhook twice'}
    </Button>
  ));
