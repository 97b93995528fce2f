import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import { client } from '../api/client.js';
import { type Me, useForgetEverything, useSession } from '../api/session.js';
import { complain } from '../ui/index.js';

/** Who is here, where else they may be, how it looks, and the way out. */
export const UserMenu = () => {
  const { data: me } = useSession();
  if (!me) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="default" size="compact-md" aria-label={`Account of ${me.account.name}`}>
          {me.account.name.split(' ')[0]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="dimmed">{me.account.email}</Menu.Label>
        <Menu.Item component={Link} to="/account">
          Your login
        </Menu.Item>
        <Menu.Divider />
        <PlacesToAct me={me} />
        <Menu.Divider />
        <Looks />
        <Menu.Divider />
        <WayOut />
      </Menu.Dropdown>
    </Menu>
  );
};

const PlacesToAct = ({ me }: { readonly me: Me }) => (
  <>
    <Menu.Label c="dimmed">Act in</Menu.Label>
    {me.account.isOperator && (
      <Menu.Item component={Link} to="/installation">
        The installation
      </Menu.Item>
    )}
    {me.organizations.map(({ id, name, loginAt }) => (
      <Menu.Item key={id} component={Link} to={loginAt ?? `/o/${id}`} reloadDocument={loginAt !== null}>
        {name}
      </Menu.Item>
    ))}
  </>
);

const looks = { light: 'Light', dark: 'Dark', auto: 'As the system' } as const;

const Looks = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label c="dimmed">Appearance</Menu.Label>
      {(['light', 'dark', 'auto'] as const).map(scheme => (
        <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} aria-current={scheme === colorScheme}>
          {looks[scheme]}
          {scheme === colorScheme ? ' ✓' : ''}
        </Menu.Item>
      ))}
    </>
  );
};

const WayOut = () => {
  const forget = useForgetEverything();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await client.POST('/auth/logout');
      await forget();
      await navigate('/login');
    } catch (error) {
      complain(error);
    }
  };
  return <Menu.Item onClick={() => void leave()}>Log out</Menu.Item>;
};
