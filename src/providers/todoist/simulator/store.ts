import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import type {
  TodoistNote,
  TodoistProject,
  TodoistSection,
  TodoistTask,
  TodoistUser,
} from '../todoist.types.js';
import { refuse } from './refusal.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type StoredTask = Mutable<TodoistTask> & Record<string, unknown>;
export type StoredNote = Mutable<TodoistNote>;
export type StoredSection = Mutable<TodoistSection>;
export type StoredProject = Mutable<TodoistProject>;

/** Something an app's webhook may hear of. */
export interface StoreEvent {
  readonly name: string;
  readonly data: unknown;
  readonly extra?: unknown;
}

interface Row {
  readonly id: string;
}

/** Rows of one kind; each remembers when it changed last. */
export class Shelf<T extends Row> {
  private readonly rows = new Map<string, { readonly row: T; seq: number }>();

  constructor(private readonly next: () => number) {}

  put(row: T): T {
    this.rows.set(row.id, { row, seq: this.next() });
    return row;
  }

  get(id: unknown): T | undefined {
    return this.rows.get(String(id))?.row;
  }

  all(): T[] {
    return [...this.rows.values()].map(({ row }) => row);
  }

  since(seq: number): T[] {
    return [...this.rows.values()].filter(entry => entry.seq > seq).map(({ row }) => row);
  }
}

const letters = (): string => randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x');

/** One account: its rows, in the order they changed. */
export class Store {
  private seq = 0;
  private epoch = 1;
  readonly projects = new Shelf<StoredProject>(() => this.tick());
  readonly sections = new Shelf<StoredSection>(() => this.tick());
  readonly items = new Shelf<StoredTask>(() => this.tick());
  readonly notes = new Shelf<StoredNote>(() => this.tick());
  user: Mutable<TodoistUser>;
  private userSeq = 0;

  constructor(
    private readonly clock: Clock,
    user: TodoistUser,
    readonly tell: (event: StoreEvent) => void,
  ) {
    this.user = { ...user, joined_at: this.now() };
  }

  now(): string {
    return this.clock.now().toISOString().replace('Z', '000Z');
  }

  newId(): string {
    return letters();
  }

  get token(): string {
    return Buffer.from(`${this.epoch}.${this.seq}`).toString('base64url');
  }

  /** The position of a token, or undefined when it is unknown or from before the feed began anew. */
  positionOf(token: string): number | undefined {
    const [epoch, seq] = Buffer.from(token, 'base64url').toString().split('.').map(Number);
    return epoch === this.epoch && Number.isInteger(seq) ? seq : undefined;
  }

  expireTokens(): void {
    this.epoch += 1;
  }

  userSince(seq: number): TodoistUser | undefined {
    return this.userSeq > seq || seq === 0 ? this.user : undefined;
  }

  moveTo(timezone: string): void {
    this.user.tz_info = { timezone };
    this.userSeq = this.tick();
  }

  addProject(name: string, more: Partial<StoredProject> = {}): StoredProject {
    const project = { id: this.newId(), name, created_at: this.now(), is_archived: false, is_deleted: false };
    return this.projects.put({ ...project, is_frozen: false, inbox_project: false, ...more });
  }

  addSection(projectId: string, name: string): StoredSection {
    const section = { id: this.newId(), project_id: projectId, name, is_archived: false, is_deleted: false };
    this.tell({ name: 'section:added', data: section });
    return this.sections.put(section);
  }

  renameSection(section: StoredSection, name: string): void {
    section.name = name;
    this.sections.put(section);
    this.tell({ name: 'section:updated', data: section });
  }

  /** Takes its tasks along, whose rows say nothing of it. */
  deleteSection(section: StoredSection): void {
    section.is_deleted = true;
    this.sections.put(section);
    this.tell({ name: 'section:deleted', data: section });
    for (const task of this.items.all()) if (task.section_id === section.id) task.is_deleted = true;
  }

  archiveProject(project: StoredProject): void {
    project.is_archived = true;
    this.projects.put(project);
    this.tell({ name: 'project:archived', data: project });
  }

  /** A living task, or a refusal as a command gets it. */
  task(id: unknown): StoredTask {
    const task = this.items.get(id);
    if (!task || task.is_deleted) throw refuse(404, 'Task not found', 'ITEM_NOT_FOUND');
    return task;
  }

  touch(task: StoredTask, event: string, old?: StoredTask): void {
    task.updated_at = this.now();
    this.items.put(task);
    const data = structuredClone(task);
    this.tell({ name: event, data, ...(old ? { extra: { old_item: old, update_intent: event } } : {}) });
  }

  children(id: string): StoredTask[] {
    return this.items.all().filter(task => task.parent_id === id && !task.is_deleted);
  }

  private tick(): number {
    this.seq += 1;
    return this.seq;
  }
}
