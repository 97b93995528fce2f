import type { ProviderSession, PullPage, PullRequest, RemoteChange } from '#provider-sdk';
import { call, employeePath } from '../bamboohr-api.js';
import type { ChangedEmployees, Employee, EmployeeList } from '../bamboohr.types.js';
import { formatCursor, parseCursor } from './cursor.js';
import { askedFor } from './names.js';
import { readEmployee } from './read-employee.js';

const pageSize = 100;
const atOnce = 4;
const dayMs = 86_400_000;

/** An employee as far as this account may see it; null when there is none, or nothing of it may be seen. */
export const fetchEmployee = async (
  session: ProviderSession,
  id: string,
  withheld: readonly string[],
): Promise<RemoteChange | null> => {
  const query = { fields: askedFor(withheld).join(',') };
  const response = await call(session, { method: 'GET', url: employeePath(id), query, expect: [403, 404] });
  if (response.status === 404) return { kind: 'delete', remoteId: id };
  return response.status === 403 ? null : readEmployee(id, response.json<Employee>(), withheld);
};

const fetchAll = async (
  session: ProviderSession,
  ids: readonly string[],
  withheld: readonly string[],
): Promise<RemoteChange[]> => {
  const found: RemoteChange[] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce).map(id => fetchEmployee(session, id, withheld));
    found.push(...(await Promise.all(some)).filter(change => change !== null));
  }
  return found;
};

const changedSince = async (session: ProviderSession, since: string) => {
  const response = await call(session, { method: 'GET', url: '/employees/changed', query: { since } });
  const { latest, employees } = response.json<ChangedEmployees>();
  return { latest: latest ?? since, employees: Object.entries(employees) };
};

/** One request that names ids; then each employee that is still there is read. */
async function* pullChanges(
  session: ProviderSession,
  since: string,
  withheld: readonly string[],
): AsyncGenerator<PullPage> {
  const { latest, employees } = await changedSince(session, since);
  const gone = employees.filter(([, { action }]) => action === 'Deleted');
  const living = employees.filter(([, { action }]) => action !== 'Deleted').map(([id]) => id);
  const deletions = gone.map(([remoteId]) => ({ kind: 'delete' as const, remoteId }));
  const facts = { unchanged: [], listing: false };
  // The cursor moves with the last page: a crash before it reads some again, which is no news.
  for (let start = 0; start + pageSize < living.length; start += pageSize) {
    const changes = await fetchAll(session, living.slice(start, start + pageSize), withheld);
    yield { ...facts, changes, cursor: formatCursor({ kind: 'since', since }), last: false };
  }
  const rest = living.slice(Math.max(0, Math.ceil(living.length / pageSize) - 1) * pageSize);
  const changes = [...deletions, ...(await fetchAll(session, rest, withheld))];
  yield { ...facts, changes, cursor: formatCursor({ kind: 'since', since: latest }), last: true };
}

const listPage = async (session: ProviderSession, after: string | null): Promise<EmployeeList> => {
  const query = { 'page[limit]': pageSize, ...(after === null ? {} : { 'page[after]': after }) };
  const response = await call(session, { method: 'GET', url: '/employees', query });
  return response.json<EmployeeList>();
};

/** The instant to go on from is asked before the listing begins, lest what changes meanwhile be missed. */
async function* listAll(
  session: ProviderSession,
  begin: { readonly since: string; readonly after: string | null },
  withheld: readonly string[],
): AsyncGenerator<PullPage> {
  const { since } = begin;
  for (let after = begin.after; ;) {
    const { data, meta } = await listPage(session, after);
    const changes = (
      await fetchAll(
        session,
        data.map(({ employeeId }) => employeeId),
        withheld,
      )
    ).filter(({ kind }) => kind === 'upsert');
    const next = meta?.page?.nextCursor ?? null;
    const expected = meta?.total === undefined ? {} : { expected: meta.total };
    const page = { changes, unchanged: [], listing: true, ...expected };
    if (next === null) {
      yield { ...page, cursor: formatCursor({ kind: 'since', since }), last: true };
      return;
    }
    after = String(next);
    yield { ...page, cursor: formatCursor({ kind: 'page', since, after }), last: false };
  }
}

export async function* pullEmployees(
  session: ProviderSession,
  { cursor, withheld = [] }: PullRequest,
): AsyncGenerator<PullPage> {
  session.signal.throwIfAborted();
  if (cursor === null) {
    const yesterday = new Date(session.now().getTime() - dayMs).toISOString();
    const { latest } = await changedSince(session, yesterday);
    yield* listAll(session, { since: latest, after: null }, withheld);
    return;
  }
  const place = parseCursor(cursor);
  if (place.kind === 'page') yield* listAll(session, place, withheld);
  else yield* pullChanges(session, place.since, withheld);
}
