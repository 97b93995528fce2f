import { Table, Text } from '@mantine/core';
import { WideTable } from '../ui/index.js';
import { Value } from './value.js';
import { fieldWords } from './words.js';

export interface ChangesProps {
  /** For screen readers: of what. */
  readonly label: string;
  readonly columns: readonly [left: string, right: string];
  readonly rows: readonly (readonly [field: string, left: unknown, right: unknown])[];
}

/** Fields with two values side by side: before and after, here and there. */
export const Changes = ({ label, columns, rows }: ChangesProps) => {
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No field differs.
      </Text>
    );
  }
  return (
    <WideTable minWidth={300} label={label} verticalSpacing={4} fz="sm" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="26%">Field</Table.Th>
          <Table.Th>{columns[0]}</Table.Th>
          <Table.Th>{columns[1]}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([field, left, right]) => (
          <Table.Tr key={field}>
            <Table.Th scope="row" fw={400} c="dimmed">
              {fieldWords(field)}
            </Table.Th>
            <Table.Td>
              <Value of={left} />
            </Table.Td>
            <Table.Td>
              <Value of={right} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
};
