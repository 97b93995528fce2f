import { Code, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { sizeWords } from '../../fields/index.js';

const readable = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body; // a form, or text
  }
};

export const Payload = ({ receipt }: { readonly receipt: Schemas['ReceiptDetail'] }) => (
  <Stack gap="xs" component="section">
    <Title order={2}>What it said</Title>
    {receipt.body === null ? (
      <Text c="dimmed">Its payload is past its retention and was dropped ({sizeWords(receipt.size)}).</Text>
    ) : (
      <>
        <Text size="sm" c="dimmed">
          {receipt.body === '' ? 'Nothing: its headers say it all.' : sizeWords(receipt.size)}
          {receipt.bodyEncoding === 'base64' && ', shown as base64 because it is no text'}
        </Text>
        {receipt.body !== '' && (
          <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', maxHeight: '60vh', overflow: 'auto' }}>
            {receipt.bodyEncoding === 'utf8' ? readable(receipt.body) : receipt.body}
          </Code>
        )}
      </>
    )}
  </Stack>
);
