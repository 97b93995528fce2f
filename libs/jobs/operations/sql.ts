/** One statement outside of any organization, with `?` for its values. */
export type Sql = <Row extends object>(statement: string, values?: readonly unknown[]) => Promise<Row[]>;
