import { Button, Menu } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { type Sync, useRefresh, useStartRun } from '../../syncing/index.js';
import { ask, complain, say } from '../../ui/index.js';

const useDelete = ({ id, name }: Sync) => {
  const { id: organizationId } = useOrganization();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { mutate } = api.useMutation('delete', '/v1/organizations/{organizationId}/syncs/{id}', {
    onError: complain,
    onSuccess: async () => {
      await navigate(`/o/${organizationId}/syncs`);
      say('The sync is deleted. The account keeps what it had.');
      await refresh('syncs');
    },
  });
  return async () => {
    const isSure = await ask({
      title: `Delete the sync “${name}”?`,
      text: 'Its records, their history and its conflicts are deleted here, and this cannot be undone. The account keeps its own. A mirror with this sync ends.',
      yes: 'Delete the sync',
      isDangerous: true,
    });
    if (isSure) mutate({ params: { path: { organizationId, id } } });
  };
};

/** What can be asked of a sync. */
export const Actions = ({ sync }: { readonly sync: Sync }) => {
  const { id } = useOrganization();
  const { start, isStarting } = useStartRun(sync.id);
  const mayDelete = useMay('admin');
  const remove = useDelete(sync);
  const isBusy = sync.activeRun !== null;
  return (
    <>
      <Button loading={isStarting} disabled={isBusy} onClick={() => start()}>
        Run now
      </Button>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default">More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={isBusy} onClick={() => start({ full: true })}>
            Run and compare everything
          </Menu.Item>
          <Menu.Item disabled={isBusy} onClick={() => start({ retryFailed: true })}>
            Run and send again what was refused
          </Menu.Item>
          <Menu.Item component={Link} to="?tab=dry-runs">
            Look first, without changing anything
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item component={Link} to={`/o/${id}/records?syncId=${sync.id}`}>
            Its records
          </Menu.Item>
          {mayDelete && <Menu.Item onClick={() => void remove()}>Delete the sync …</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </>
  );
};
