import { z } from 'zod';
import { type FieldProblem, HubError } from '#kernel';
import type { ActionDefinition } from '#provider-sdk';

/** What the provider is given: checked, and with nothing that the action does not know. */
export const checkedInput = (action: ActionDefinition, given: unknown): z.output<z.ZodObject> => {
  const parsed = action.input.strict().safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(problemsOf);
  throw new HubError('validation_failed', 422, `${fields[0]?.path}: ${fields[0]?.detail}`, { fields });
};

const problemsOf = (issue: z.core.$ZodIssue): FieldProblem[] => {
  const at = (...more: readonly string[]): string => z.core.toDotPath(['input', ...issue.path, ...more]);
  if (issue.code !== 'unrecognized_keys') return [{ path: at(), detail: issue.message }];
  return issue.keys.map(key => ({ path: at(key), detail: 'the action knows no such field' }));
};
