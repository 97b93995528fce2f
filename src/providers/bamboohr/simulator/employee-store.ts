import type { Clock } from '#kernel';

export type StoredEmployee = Record<string, string | null>;
export type ChangeAction = 'Inserted' | 'Updated' | 'Deleted';

export interface EmployeeChange {
  readonly id: string;
  readonly action: ChangeAction;
  readonly lastChanged: string;
  readonly names: readonly string[];
}

/** A company's employees and the feed of their last changes. */
export class EmployeeStore {
  readonly employees = new Map<string, StoredEmployee>();
  readonly changes = new Map<string, EmployeeChange>();
  private lastId = 100;
  private lastSecond = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (change: EmployeeChange) => void,
  ) {}

  insert(fields: StoredEmployee): string {
    const id = String((this.lastId += 1));
    this.employees.set(id, { status: 'Active', ...fields, id });
    this.note(id, 'Inserted', Object.keys(fields));
    return id;
  }

  update(id: string, fields: StoredEmployee): void {
    const employee = this.employees.get(id);
    if (!employee) throw new Error(`There is no employee ${id}`);
    const names = Object.keys(fields).filter(name => (employee[name] ?? null) !== fields[name]);
    if (names.length === 0) return;
    Object.assign(employee, fields);
    this.note(id, 'Updated', names);
  }

  remove(id: string): void {
    if (this.employees.delete(id)) this.note(id, 'Deleted', []);
  }

  since(instant: number): EmployeeChange[] {
    return [...this.changes.values()].filter(({ lastChanged }) => Date.parse(lastChanged) > instant);
  }

  /** The feed is exact to the second. Here no two changes share one, as people's hardly ever do. */
  private note(id: string, action: ChangeAction, names: readonly string[]): void {
    this.lastSecond = Math.max(Math.floor(this.clock.now().getTime() / 1000), this.lastSecond + 1);
    const lastChanged = new Date(this.lastSecond * 1000).toISOString().replace('.000Z', '+00:00');
    const change = { id, action, lastChanged, names };
    this.changes.set(id, change);
    this.tell(change);
  }
}
