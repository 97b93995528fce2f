import { Alert, List } from '@mantine/core';

/** What a definition should make one think about. */
export const Warnings = ({ warnings }: { readonly warnings: readonly string[] }) =>
  warnings.length > 0 && (
    <Alert color="orange" title="To think about">
      <List size="sm">
        {warnings.map(warning => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Alert>
  );
