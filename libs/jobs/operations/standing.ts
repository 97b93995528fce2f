import type { Sql } from './sql.js';

export type PauseKind = 'task' | 'provider' | 'organization';

interface Facts {
  readonly pauses: readonly { kind: PauseKind; key: string }[];
  readonly weights: readonly { organization: string; weight: number }[];
  readonly failing: readonly { task: string; lane: string; resting: boolean }[];
}

const mostFailing = 10_000;
const facts = `
  select coalesce((select json_agg(json_build_object('kind', kind, 'key', key)) from job_pause), '[]') as pauses,
    coalesce((select json_agg(json_build_object('organization', organization, 'weight', weight)) from job_weight), '[]')
      as weights,
    coalesce((select json_agg(json_build_object('task', task, 'lane', lane, 'resting', next_at > now()))
      from (select * from job_failure order by last_at desc limit ${mostFailing}) f), '[]') as failing`;

/** What the tables say about work, at most a second old: asked before every run, so it is answered from memory. */
export class Standing {
  #pauses = new Set<string>();
  #weights = new Map<string, number>();
  #failing = new Map<string, boolean>();
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly maxAgeMs = 1000,
  ) {}

  /** Fresh enough; what is known stands while the database does not answer, unless nothing is known yet. */
  async ensure(): Promise<void> {
    if (performance.now() - this.#readAt < this.maxAgeMs) return;
    const reading = this.refresh();
    if (this.#readAt === -Infinity) await reading;
    else await reading.catch(() => undefined); // Whoever refreshes every second reports it.
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  isPaused(kind: PauseKind, key: string): boolean {
    return this.#pauses.has(`${kind}:${key}`);
  }

  get pausesProviders(): boolean {
    return [...this.#pauses].some(pause => pause.startsWith('provider:'));
  }

  weightOf(organization: string): number {
    return this.#weights.get(organization) ?? 1;
  }

  isFailing(task: string, lane: string): boolean {
    return this.#failing.has(`${task}:${lane}`);
  }

  /** It has failed, and its next attempt has been set. */
  isResting(task: string, lane: string): boolean {
    return this.#failing.get(`${task}:${lane}`) ?? false;
  }

  async #read(): Promise<void> {
    const [row] = await this.sql<Facts>(facts);
    if (!row) return;
    this.#pauses = new Set(row.pauses.map(({ kind, key }) => `${kind}:${key}`));
    this.#weights = new Map(row.weights.map(({ organization, weight }) => [organization, weight]));
    this.#failing = new Map(row.failing.map(({ task, lane, resting }) => [`${task}:${lane}`, resting]));
    this.#readAt = performance.now();
  }
}
