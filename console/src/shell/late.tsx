import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { IdentityQuestion } from './ask-identity.js';
import { openEarlyDialogs } from './early-dialogs.js';

/** What appears above the pages when something happens; no page needs it in order to be seen. */
export const Late = () => {
  useEffect(openEarlyDialogs, []);
  return (
    <>
      <ModalsProvider />
      <Notifications position="bottom-right" />
      <IdentityQuestion />
    </>
  );
};
