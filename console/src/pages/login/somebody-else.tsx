import { Button } from '@mantine/core';
import { client } from '../../api/client.js';
import { useForgetEverything } from '../../api/session.js';
import { complain } from '../../ui/index.js';

/** The way back for whoever logged in by mistake, or on a shared machine. */
export const SomebodyElse = ({ email }: { readonly email: string }) => {
  const forget = useForgetEverything();
  const leave = async () => {
    try {
      await client.POST('/auth/logout');
      await forget();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => void leave()} title={`Logged in as ${email}`}>
      Log out
    </Button>
  );
};
