import { Stack } from '@mantine/core';
import type { Provider } from '../../../connecting/providers.js';
import { Answer } from '../../../ui/index.js';
import { Addresses, Guide } from './guide.js';
import { useGuide } from './use-guide.js';
import { SectionTitle } from './section-title.js';

/** What is done at the vendor: the guide's steps, and the addresses to paste there. */
export const AtVendor = ({ provider }: { readonly provider: Provider }) => {
  const isOAuth = provider.methods.includes('oauth');
  return (
    <Stack component="section">
      <SectionTitle>{isOAuth ? `What to do at ${provider.vendor}` : 'What people need'}</SectionTitle>
      <Answer of={useGuide(provider)}>
        {guide => (
          <>
            <Addresses guide={guide} />
            <Guide guide={guide} />
          </>
        )}
      </Answer>
    </Stack>
  );
};
