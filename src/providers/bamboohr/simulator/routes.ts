import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { EmployeeStore, StoredEmployee } from './employee-store.js';
import { visible } from './visible.js';

export interface Company {
  readonly store: EmployeeStore;
  /** Fields that nobody may see. */
  readonly hidden: Set<string>;
  /** The employee who asks, if the user is one. */
  self: string | null;
  /** Null: everything. */
  scopesOf(request: SimulatorRequest): readonly string[] | null;
}

const notFound: SimulatorReply = { status: 404, body: '' };
const refused = (status: number, message: string): SimulatorReply => ({
  status,
  headers: { 'x-bamboohr-error-message': message },
  body: '',
});

const seenBy = (company: Company, request: SimulatorRequest, employee: StoredEmployee, asked: string[]) =>
  visible(employee, asked, { scopes: company.scopesOf(request), hidden: company.hidden });

const contains = (value: string | null | undefined, part: string | null): boolean =>
  part === null || (value ?? '').toLowerCase().includes(part.toLowerCase());

export const listEmployees = (company: Company, request: SimulatorRequest): SimulatorReply => {
  const { searchParams } = request.url;
  const limit = Number(searchParams.get('page[limit]') ?? 250);
  const after = Number(searchParams.get('page[after]') ?? 0);
  const all = [...company.store.employees.values()].filter(
    employee =>
      contains(employee['firstName'], searchParams.get('filter[firstName]')) &&
      contains(employee['lastName'], searchParams.get('filter[lastName]')),
  );
  const page = all.filter(({ id }) => Number(id) > after).slice(0, limit);
  const last = page.at(-1)?.['id'] ?? null;
  const nextCursor = last !== null && all.some(({ id }) => Number(id) > Number(last)) ? Number(last) : null;
  const base = ['firstName', 'lastName', 'preferredName', 'photoUrl', 'status'];
  const data = page.map(employee => {
    const { id, ...seen } = seenBy(company, request, employee, base);
    return {
      employeeId: id,
      ...seen,
      jobTitleName: employee['jobTitle'] ?? null,
      _restrictedFields: [...company.hidden],
    };
  });
  return {
    status: 200,
    body: { data, meta: { total: all.length, page: { limit, nextCursor, prevCursor: null } }, _links: {} },
  };
};

export const getEmployee = (company: Company, request: SimulatorRequest): SimulatorReply => {
  const id = request.params['id'] === '0' ? company.self : request.params['id'];
  const employee = company.store.employees.get(id ?? '');
  if (!employee) return notFound;
  const asked = (request.url.searchParams.get('fields') ?? 'firstName,lastName').split(',');
  return { status: 200, body: seenBy(company, request, employee, asked) };
};

/** Values as a form would take them; an empty one is none. */
const valuesOf = (request: SimulatorRequest): StoredEmployee =>
  Object.fromEntries(
    Object.entries(request.json()).map(([name, value]) => [
      name,
      typeof value === 'string' && value !== '' ? value : null,
    ]),
  );

const isTaken = ({ store }: Company, values: StoredEmployee, own: string | null): boolean =>
  [...store.employees.values()].some(
    ({ id, workEmail }) => id !== own && workEmail != null && workEmail === values['workEmail'],
  );

export const createEmployee = (company: Company, request: SimulatorRequest): SimulatorReply => {
  const values = valuesOf(request);
  if (!values['firstName'] || !values['lastName']) return refused(400, 'A name is missing');
  if (isTaken(company, values, null)) return refused(409, 'Duplicate email');
  const id = company.store.insert(values);
  return { status: 201, headers: { location: `https://acme.bamboohr.com/api/v1/employees/${id}` }, body: '' };
};

export const updateEmployee = (company: Company, request: SimulatorRequest): SimulatorReply => {
  const id = request.params['id'] ?? '';
  if (!company.store.employees.has(id)) return notFound;
  const values = valuesOf(request);
  if (isTaken(company, values, id)) return refused(409, 'Duplicate email');
  company.store.update(id, values);
  return { status: 200, body: '' };
};

export const changedEmployees = ({ store }: Company, request: SimulatorRequest): SimulatorReply => {
  const since = Date.parse(request.url.searchParams.get('since') ?? '');
  if (Number.isNaN(since)) return refused(400, 'The since parameter is missing');
  const changes = store.since(since);
  const instants = changes.map(({ lastChanged }) => lastChanged).sort();
  const latest = instants.at(-1) ?? request.url.searchParams.get('since');
  const employees = Object.fromEntries(
    changes.map(({ id, action, lastChanged }) => [id, { id, action, lastChanged }]),
  );
  return { status: 200, body: { latest, employees: changes.length === 0 ? [] : employees } };
};
