import { useState } from 'react';
import { problemOf } from '../api/problem.js';

export interface Deed<Facts extends unknown[]> {
  /** Does it; what goes wrong is in `error`. */
  readonly run: (...facts: Facts) => void;
  readonly error: unknown;
  readonly isBusy: boolean;
}

interface Fields {
  setErrors(errors: Record<string, string>): void;
  getValues(): object;
  getInputNode(path: never): HTMLElement | null;
}

/** Says at the fields what is wrong with them, and leads to the first. False if something else is wrong. */
const saidAtFields = (form: Fields, refused: unknown): boolean => {
  const values = form.getValues();
  // An entry of a list is said at the field of the list: `scopes.0`.
  const errors = Object.entries(problemOf(refused).fields).map(
    ([path, detail]) => [path in values ? path : (path.split('.')[0] ?? path), detail] as const,
  );
  const [first] = errors;
  form.setErrors(Object.fromEntries(errors));
  if (first === undefined || errors.some(([path]) => !(path in values))) return false;
  form.getInputNode(first[0] as never)?.focus();
  return true;
};

/** Something done in several calls, or whose answer is shown once. Wrong fields are said at the fields of `form`. */
export const useDeed = <Facts extends unknown[]>(
  work: (...facts: Facts) => Promise<unknown>,
  form?: Fields,
): Deed<Facts> => {
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const go = async (...facts: Facts): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work(...facts);
    } catch (refused) {
      if (form === undefined || !saidAtFields(form, refused)) setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const run = (...facts: Facts): void => void go(...facts);
  return { run, error, isBusy };
};
