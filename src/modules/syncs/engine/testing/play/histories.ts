import fc from 'fast-check';

/** How many histories a property plays by default, before each takes its share. */
export const histories = (fallback: number): number => Number(process.env['PROPERTY_RUNS'] ?? fallback);

const wished = process.env['PROPERTY_SEED'] ?? '20261121';

/** The same histories each time, so that a red build is about a change; `random` looks for new ones. */
const seed = wished === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wished);

export const seedHistories = (name: string): number => {
  fc.configureGlobal({ seed });
  process.stdout.write(
    `${name}: PROPERTY_SEED=${seed} PROPERTY_RUNS=${process.env['PROPERTY_RUNS'] ?? 'default'}\n`,
  );
  return seed;
};
