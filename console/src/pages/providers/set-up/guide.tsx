import { List, Stack, Text, Title } from '@mantine/core';
import { Markdown } from '../../../connecting/markdown.js';
import type { Schemas } from '../../../../../src/client/index.js';
import { CopyField } from '../../../ui/index.js';

type ProviderGuide = Schemas['ProviderGuide'];

/** The addresses to paste at the vendor. */
export const Addresses = ({ guide }: { readonly guide: ProviderGuide }) => (
  <>
    {guide.redirectUri !== null && (
      <CopyField
        label="Redirect address"
        description={`Paste it exactly: ${guide.vendor} sends people back to it after they signed in.`}
        value={guide.redirectUri}
      />
    )}
    {guide.webhookUrl !== null && (
      <CopyField
        label="Webhook address"
        description={`${guide.vendor} tells of changes there. It has to be reachable from the internet.`}
        value={guide.webhookUrl}
      />
    )}
  </>
);

/** The guide's steps, with the addresses of this hub in place. */
export const Guide = ({ guide: { ways, documentation } }: { readonly guide: ProviderGuide }) => (
  <Stack gap="lg">
    {ways.map(({ method, title, steps }) => (
      <Stack key={`${method} ${title ?? ''}`} gap="xs">
        {title !== null && <Title order={3}>{title}</Title>}
        {steps.length === 0 ? (
          <Text size="sm">The steps are in {documentation}.</Text>
        ) : (
          <List type="ordered" spacing="sm" size="sm">
            {steps.map(step => (
              <List.Item key={step}>
                <Markdown text={step} />
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    ))}
  </Stack>
);
