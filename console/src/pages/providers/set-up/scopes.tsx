import { Code, List, Stack, Text } from '@mantine/core';
import { usePurposeName } from '../../../connecting/purposes.js';
import type { Provider } from '../../../connecting/providers.js';
import { powersOf } from '../words.js';
import { SectionTitle } from './section-title.js';

/** What is asked for, and why; the words are those that people are shown when they agree. */
export const Scopes = ({ provider }: { readonly provider: Provider }) => (
  <Stack gap="sm" component="section">
    <SectionTitle>What it reads and writes</SectionTitle>
    <List spacing={4} size="sm">
      {provider.models.map(model => (
        <List.Item key={model.model}>{powersOf(model)}.</List.Item>
      ))}
    </List>
    {provider.scopes.length > 0 && <Permissions scopes={provider.scopes} />}
  </Stack>
);

const Permissions = ({ scopes }: Pick<Provider, 'scopes'>) => {
  const purposeName = usePurposeName();
  return (
    <>
      <Text size="sm">
        For that these permissions (scopes) are asked for. Without a needed one nothing works; without another
        only what it is for is missing.
      </Text>
      <Stack component="ul" gap="sm" m={0} pl={0} style={{ listStyle: 'none' }}>
        {scopes.map(({ scope, reason, required, purpose }) => (
          <li key={scope}>
            <Code>{scope}</Code>
            <Text size="sm">
              {reason}{' '}
              <Text span c="dimmed" size="sm">
                {purposeName(purpose)}, {required ? 'needed' : 'can be left out'}.
              </Text>
            </Text>
          </li>
        ))}
      </Stack>
    </>
  );
};
