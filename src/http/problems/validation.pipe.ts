import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { type FieldProblem, HubError } from '#kernel';
import { issueWords } from './issue-words.js';

/**
 * What Standard Schema (https://standardschema.dev) says was wrong; zod adds `keys` for unknown fields, and for a choice of
 * several shapes what was wrong with each.
 */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

const mostFields = 50;

z.config({ customError: issueWords });

export const fieldProblems = (issues: readonly Issue[]): FieldProblem[] =>
  issues.flatMap(fieldsOf).slice(0, mostFields);

/** Of several shapes the one that was meant: what is wrong with it is inside of it. */
const meant = ({ errors = [] }: Issue): readonly Issue[] | undefined =>
  errors.find(issues => issues.every(({ path, keys }) => (path ?? []).length > 0 || keys !== undefined));

const fieldsOf = (issue: Issue): FieldProblem[] => {
  const inside = meant(issue);
  if (inside)
    return inside.flatMap(each => fieldsOf({ ...each, path: [...(issue.path ?? []), ...(each.path ?? [])] }));
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

/** No body is an empty one: where every field may be left out it will do, elsewhere the missing fields are named. */
class RequestPipe extends StandardSchemaValidationPipe {
  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    requireStorable(value, metadata);
    const isAbsent = metadata.type === 'body' && metadata.schema !== undefined && value === undefined;
    return super.transform(isAbsent ? ({} as T) : value, metadata);
  }
}

/** NUL ends a text for PostgreSQL; in a body the column decides, in a query it only ever is a mistake or an attack. */
const requireStorable = (value: unknown, { type }: ArgumentMetadata): void => {
  if (type !== 'query' || typeof value !== 'object' || value === null) return;
  const field = Object.entries(value).find(([, text]) => String(text).includes('\u0000'));
  if (field) throw validationProblem([{ path: [field[0]], message: 'must not contain NUL' }]);
};

/** Checks whatever declares a schema: `@Body({ schema: CreateThing })`. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new RequestPipe({ exceptionFactory: validationProblem });
