import { StandardSchemaValidationPipe } from '@nestjs/common';
import { type FieldProblem, HubError } from '#kernel';

/** What Standard Schema (https://standardschema.dev) says was wrong; zod adds `keys` for unknown fields. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

const mostFields = 50;

export const fieldProblems = (issues: readonly Issue[]): FieldProblem[] =>
  issues.flatMap(fieldsOf).slice(0, mostFields);

const fieldsOf = (issue: Issue): FieldProblem[] => {
  const path = (issue.path ?? []).map(part => String(typeof part === 'object' ? part.key : part));
  if (!issue.keys) return [{ path: path.join('.'), detail: issue.message }];
  return issue.keys.map(key => ({ path: [...path, key].join('.'), detail: 'unknown field' }));
};

const validationProblem = (issues: readonly Issue[]): HubError => {
  const fields = fieldProblems(issues);
  const detail = fields
    .map(field => (field.path ? `${field.path}: ${field.detail}` : field.detail))
    .join('; ');
  return new HubError('validation_failed', 422, detail.slice(0, 1000), { fields });
};

/** Checks whatever declares a schema: `@Body({ schema: CreateThing })`. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({ exceptionFactory: validationProblem });
