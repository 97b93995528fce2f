import { Table, type TableProps } from '@mantine/core';

/** The first row: what is in each column. */
export const Headings = ({ of }: { readonly of: readonly string[] }) => (
  <Table.Thead>
    <Table.Tr>
      {of.map(heading => (
        <Table.Th key={heading} scope="col">
          {heading}
        </Table.Th>
      ))}
    </Table.Tr>
  </Table.Thead>
);

/** A table that may be wider than the window: it scrolls by itself, by keyboard as well, and says what it is. */
export const WideTable = ({
  label,
  minWidth,
  ...table
}: TableProps & { readonly label: string; readonly minWidth: number }) => (
  <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
    <Table {...table} />
  </Table.ScrollContainer>
);
