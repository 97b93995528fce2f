import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useOrganization } from '../../api/organization.js';
import { ProblemAlert, useDeed } from '../../ui/index.js';
import { type ExportFormat, exportOf } from './export-of.js';

const save = (content: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

/** The whole chain as a file; taking it is itself an event of the trail. */
export const ExportTrail = () => {
  const { id } = useOrganization();
  const [personal, setPersonal] = useState(false);
  const deed = useDeed(async (format: ExportFormat) => {
    const content = await new Response(await exportOf(id, format, personal)).blob();
    save(content, `audit-${id}.${format}`);
  });
  return (
    <Stack maw={640} align="flex-start">
      <Text>
        NDJSON holds one event a line and can be verified: here, or with <code>causeway audit verify</code>,
        which needs the file alone. CSV is for spreadsheets and cannot be verified. Each export is itself an
        event of the trail.
      </Text>
      <Switch
        label="With personal data"
        description="Addresses, user agents and names. What has left the hub cannot be erased there any more."
        checked={personal}
        onChange={event => setPersonal(event.currentTarget.checked)}
      />
      {deed.error !== null && <ProblemAlert error={deed.error} />}
      <Group>
        <Button loading={deed.isBusy} onClick={() => deed.run('ndjson')}>
          Download NDJSON
        </Button>
        <Button variant="default" loading={deed.isBusy} onClick={() => deed.run('csv')}>
          Download CSV
        </Button>
      </Group>
    </Stack>
  );
};
