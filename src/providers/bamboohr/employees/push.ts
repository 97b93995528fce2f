import { isDeepStrictEqual } from 'node:util';
import { ProviderError } from '#kernel';
import type {
  DeleteChange,
  ProviderSession,
  PushResult,
  RecordChange,
  RemoteUpsert,
  UpsertChange,
} from '#provider-sdk';
import { employee as model, type EmployeeFields } from '#unified-models';
import { call, employeePath } from '../bamboohr-api.js';
import type { EmployeeList } from '../bamboohr.types.js';
import { fetchEmployee } from './pull.js';
import { newEmployee, writeEmployee } from './write-employee.js';

const read = async (session: ProviderSession, id: string, change: RecordChange) => {
  const found = await fetchEmployee(session, id, change.withheld ?? []);
  if (found) return found;
  throw new ProviderError('insufficient_scope', 'This account may not see the employee.');
};

/** BambooHR has no conditional requests: what is there is read right before. */
const update = async (
  session: ProviderSession,
  change: UpsertChange,
  remote: NonNullable<UpsertChange['remote']>,
): Promise<PushResult> => {
  const before = await read(session, remote.id, change);
  if (before.kind === 'delete' || before.version !== remote.version)
    return { outcome: 'stale', current: before };
  const body = writeEmployee(change.fields as EmployeeFields, change.changed);
  if (Object.keys(body).length === 0) return { outcome: 'applied', current: before };
  // Setting the same fields to the same values twice is once.
  await call(session, { method: 'POST', url: employeePath(remote.id), body, idempotent: true });
  return { outcome: 'applied', current: await read(session, remote.id, change) };
};

/**
 * BambooHR has no key that would make a creation safe to repeat. Somebody of that name who has the same work address, or
 * the same number, is the same person; where neither is said, all that is said has to be the same.
 */
const isSame = (wanted: EmployeeFields, changed: readonly string[], found: RemoteUpsert): boolean => {
  const theirs = found.fields as EmployeeFields;
  for (const name of ['workEmail', 'employeeNumber'] as const) {
    if (wanted[name] !== null) return theirs[name]?.toLowerCase() === wanted[name].toLowerCase();
  }
  return differing(wanted, changed, theirs).length === 0;
};

const defaults: Readonly<Record<string, unknown>> = model.defaults;

/** Of what is said of a new employee. */
const differing = (wanted: EmployeeFields, changed: readonly string[], theirs: EmployeeFields): string[] =>
  changed.filter(name => {
    const field = name as keyof EmployeeFields;
    if (field === 'displayName' || isDeepStrictEqual(wanted[field], defaults[name])) return false;
    return !isDeepStrictEqual(wanted[field], theirs[field]);
  });

const findSame = async (
  session: ProviderSession,
  change: UpsertChange,
): Promise<RemoteUpsert | undefined> => {
  const wanted = change.fields as EmployeeFields;
  const query = { 'filter[firstName]': wanted.givenName ?? '', 'filter[lastName]': wanted.familyName ?? '' };
  const { data } = (await call(session, { method: 'GET', url: '/employees', query })).json<EmployeeList>();
  for (const { employeeId } of data) {
    const found = await read(session, employeeId, change);
    if (found.kind === 'upsert' && isSame(wanted, change.changed, found)) return found;
  }
  return undefined;
};

const create = async (session: ProviderSession, change: UpsertChange): Promise<PushResult> => {
  const wanted = change.fields as EmployeeFields;
  const body = newEmployee(wanted, change.changed);
  const same = await findSame(session, change);
  if (same) {
    const differs = differing(wanted, change.changed, same.fields as EmployeeFields).length > 0;
    return { outcome: differs ? 'stale' : 'applied', current: same };
  }
  const { headers } = await call(session, { method: 'POST', url: '/employees', body });
  const id = /(\d+)\/?(?:[?#].*)?$/.exec(headers['location'] ?? '')?.[1];
  if (id === undefined)
    throw new ProviderError('temporary', 'BambooHR did not say where the new employee is.');
  return { outcome: 'applied', current: await read(session, id, change) };
};

/** Nobody is deleted by a program at BambooHR; and making somebody inactive ends an employment, which is no tidying up. */
const remove = async (session: ProviderSession, change: DeleteChange): Promise<PushResult> => {
  const { id, version } = change.remote;
  const current = await read(session, id, change);
  if (current.kind === 'delete') return { outcome: 'applied', current };
  if (current.version !== version) return { outcome: 'stale', current };
  throw new ProviderError(
    'permanent',
    'BambooHR deletes no employees. Set the status to inactive, or delete the person there.',
  );
};

export const pushEmployee = (session: ProviderSession, change: RecordChange): Promise<PushResult> => {
  if (change.kind === 'delete') return remove(session, change);
  return change.remote ? update(session, change, change.remote) : create(session, change);
};
