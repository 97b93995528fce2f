import { Button, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../../../src/client/index.js';
import { client } from '../../api/client.js';
import { ask, complain, fullTime, say, Secret } from '../../ui/index.js';

type Account = Schemas['Account'];

const passwordLink = async ({ id, name }: Account): Promise<void> => {
  const { data } = await client.POST('/admin/v1/accounts/{id}/password-reset', { params: { path: { id } } });
  if (data === undefined) return;
  modals.open({
    title: 'A new password',
    size: 'lg',
    children: (
      <Secret title="The link, shown this once" value={data.url}>
        {`Hand it to ${name}. It works once, until ${fullTime(data.expiresAt)}, and ends all sessions of that person.`}
      </Secret>
    ),
  });
};

/** For whoever forgot the password or lost the phone. */
export const AccountMenu = ({ account }: { readonly account: Account }) => {
  const queries = useQueryClient();
  const turnOff = async () => {
    const text =
      'For somebody who lost both phone and recovery codes. Make sure that it is really that person who asks. From then on the password alone opens this login.';
    const title = `Turn two-step login off for ${account.name}?`;
    if (!(await ask({ title, text, yes: 'Turn it off', isDangerous: true }))) return;
    await client.DELETE('/admin/v1/accounts/{id}/totp', { params: { path: { id: account.id } } });
    await queries.invalidateQueries({ queryKey: ['get', '/admin/v1/accounts'] });
    say(`Two-step login of ${account.name} is off.`);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={`Help ${account.name}`}>
          Help
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void passwordLink(account).catch(complain)}>Make a password link</Menu.Item>
        {account.hasTotp && (
          <Menu.Item onClick={() => void turnOff().catch(complain)}>Turn two-step login off</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
};
