/** One line of a breakdown: which one, what it counts, how often. */
export interface Line {
  readonly dimension: string;
  readonly key: string | null;
  readonly name: string | null;
  readonly count: number;
  readonly sum: number;
}

/** What records are counted by: a column, or what is in it. */
export interface Dimension {
  readonly column: string;
  /** The column is a set, and every `member` counts. */
  readonly isSet?: true;
  /** What counts in the column or the member, when not all of it. */
  readonly key?: string;
  /** An aggregate. */
  readonly name?: string;
  /** For all rows, not only for those that `within` holds. */
  readonly isFlag?: true;
  /** All of its keys, not only the most frequent. */
  readonly isWhole?: true;
}

export interface Question {
  /** What is read from `fields`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Made of these columns. */
  readonly derived?: Readonly<Record<string, string>>;
  /** A condition on columns; other records are not looked at. */
  readonly where?: string;
  /** A column: only records that have it are counted, but for flags. */
  readonly within?: string;
  /** A column to add up. */
  readonly sum?: string;
  readonly by: Readonly<Record<string, Dimension>>;
  readonly asked: Readonly<Record<string, unknown>>;
}

export const mostGroups = 100;
export const total = 'total';

export const text = (field: string): string => `fields ->> '${field}'`;
export const json = (field: string): string => `fields -> '${field}'`;

/** Milliseconds of a field that holds an instant; null where it holds none, whatever else it holds. */
export const instant = (field: string): string =>
  `case when pg_input_is_valid(${text(field)}, 'timestamptz')
     then extract(epoch from (${text(field)})::timestamptz)::float8 * 1000 end`;

/** A value of the question, in any part of a statement. */
export const asked = (name: string): string => `(select v ->> '${name}' from p)`;

export const isWithin = (column: string): string =>
  `${column} >= ${asked('from')}::float8 and ${column} < ${asked('to')}::float8`;

/** The place of the bucket that an instant is in; `begins` and `to` are among what is asked. */
export const bucket = (column: string): string =>
  `case when ${isWithin(column)} then width_bucket(${column},
     (select array(select jsonb_array_elements_text(v -> 'begins')::float8) from p)) - 1 end`;

const list = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, expression]) => `, ${expression} as ${name}`)
    .join('');

/**
 * Reads each record once, whatever it is counted by: what is needed of the jsonb by its name, all breakdowns in one
 * pass, and the members of sets from the sets that differ. `offset 0` keeps PostgreSQL from computing a column again
 * wherever it is named. No index could leave any record out.
 */
export const statementOf = (question: Question): string => {
  const { columns, derived = {}, where = 'true', within, sum } = question;
  const dimensions = Object.entries(question.by);
  const grouped = [...new Set(dimensions.map(([, { column }]) => column))];
  const shared = within === undefined ? [] : [within];
  const sets = [shared, ...grouped.map(column => [...shared, column])].map(set => `(${set.join(', ')})`);
  const all = [...shared, ...grouped].join(', ');
  return `
    with p as materialized (select ?::jsonb as v),
      f as (select sync_id${list(columns)} from record
        where sync_id = any (?::uuid[]) and not deleted offset 0),
      t as (select *${list(derived)} from f offset 0),
      g as materialized (
        select ${all}, grouping(${grouped.join(', ')}) as leaves, count(*)::float8 as n,
          ${sum === undefined ? '0::float8' : `coalesce(sum(${sum}), 0)`} as s
        from t where ${where} group by grouping sets (${sets.join(', ')}))
    ${[totalOf(grouped, within), ...dimensions.map(one => partOf(one, grouped, within))].join(' union all ')}`;
};

const amounts = `coalesce(sum(n), 0)::float8 as count, coalesce(sum(s), 0)::float8 as sum`;

/** https://www.postgresql.org/docs/18/functions-aggregate.html#FUNCTIONS-GROUPING-TABLE: a bit for each column left out. */
const leaving = (grouped: readonly string[], column?: string): string => {
  const bits = grouped.map(name => (name === column ? '0' : '1')).join('');
  return `leaves = ${Number.parseInt(bits, 2)}`;
};

const totalOf = (grouped: readonly string[], within?: string): string =>
  `(select '${total}' as dimension, null::text as key, null::text as name, ${amounts}
    from g where ${leaving(grouped)}${within === undefined ? '' : ` and ${within}`})`;

const partOf = (
  [dimension, { column, isSet, key, name, isFlag, isWhole }]: [string, Dimension],
  grouped: readonly string[],
  within?: string,
): string => {
  const members = isSet
    ? ` cross join lateral jsonb_array_elements(
          case when jsonb_typeof(${column}) = 'array' then ${column} else '[]' end) as member`
    : '';
  const counted = within === undefined || isFlag ? '' : ` and ${within}`;
  return `(select '${dimension}', (${key ?? column})::text, (${name ?? 'null'})::text, ${amounts}
    from g${members} where ${leaving(grouped, column)}${counted}
    group by 2 order by 4 desc, 2${isWhole ? '' : ` limit ${mostGroups}`})`;
};
