import { Alert, Box, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { fieldName, type Fields, FieldValue } from '../../fields/index.js';
import { fullTime } from '../../ui/index.js';
import { FieldConflict } from './field-conflict.js';

const decidedFields = (resolution: unknown): Fields => {
  const fields =
    typeof resolution === 'object' && resolution !== null && 'fields' in resolution ? resolution.fields : {};
  return fields as Fields;
};

/** What was decided, beside what it was decided between. */
export const Settled = ({ conflict }: { readonly conflict: Schemas['Conflict'] }) => {
  const decided = decidedFields(conflict.resolution);
  const when = conflict.settledAt === null ? '' : ` ${fullTime(conflict.settledAt)}`;
  return (
    <Stack gap="lg">
      <Alert color="teal" title={conflict.status === 'resolved' ? `Decided${when}` : `Gone by itself${when}`}>
        {conflict.status === 'resolved'
          ? 'This is what was chosen; it goes to both sides.'
          : 'The sides came to agree, or the record went away, before anybody decided.'}
        <Box component="dl" m={0} mt="xs">
          {conflict.fields.map(({ field }) => (
            <Box key={field}>
              <Text component="dt" size="sm" fw={500}>
                {fieldName(field)}
              </Text>
              <Box component="dd" m={0}>
                <FieldValue field={field} value={decided[field]} />
              </Box>
            </Box>
          ))}
        </Box>
      </Alert>
      {conflict.fields.map(clash => (
        <FieldConflict
          key={clash.field}
          clash={clash}
          model={null}
          syncId={conflict.syncId}
          choice={null}
          onChoose={null}
        />
      ))}
    </Stack>
  );
};
