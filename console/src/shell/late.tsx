import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { IdentityQuestion } from './ask-identity.js';

/** What appears above the pages when something happens; no page needs it in order to be seen. */
export const Late = () => (
  <>
    <ModalsProvider />
    <Notifications position="bottom-right" />
    <IdentityQuestion />
  </>
);
