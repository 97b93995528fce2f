import { ProviderError } from '#kernel';
import type { PullPage, RemoteUpsert } from '#provider-sdk';
import {
  endOfFailure,
  endOfGate,
  ProviderFailure,
  RunStopped,
  type RunEnd,
  toProviderFailure,
} from '../run/outcome.js';
import type { RunControl } from '../run/store.js';
import type { RunInput, RunRequest } from '../run/sync-run.js';
import { Chance, Drift, type DriftFindings, shareFor } from './drift.js';
import { IdSet } from './id-set.js';
import type { RecordSource } from './source.js';

const pageSize = 1_000;

type Retry = Extract<RunEnd, { kind: 'retry' }>;

export interface DriftInput extends Pick<RunInput, 'provider' | 'session' | 'gate'> {
  readonly request: Pick<RunRequest, 'model' | 'modelName' | 'containerId' | 'direction'>;
  readonly source: RecordSource;
  /** About how many objects to look at; null compares all of them. */
  readonly sample: number | null;
  /** Anything new: it decides which objects are in the sample. */
  readonly salt: string;
  control(): Promise<RunControl>;
  onProgress?(done: number, expected: number | null): void;
  /** The provider asks for a pause. Answers true after it, or false to give up. */
  pause?(end: Retry): Promise<boolean>;
}

export interface DriftAudited {
  readonly end: RunEnd;
  readonly findings: DriftFindings | null;
  /** See `Drift.suspects`. */
  readonly suspects: readonly string[] | null;
}

/**
 * Compares what the hub holds with what the provider holds, and writes nothing. Neither cursors nor versions are trusted:
 * everything is listed, and no version is told as known, so that the provider has to show each object that is looked at.
 */
export const auditDrift = async (input: DriftInput): Promise<DriftAudited> => {
  const audit = new DriftAudit(input);
  try {
    const findings = await audit.whole();
    return { end: { kind: 'succeeded' }, findings, suspects: audit.drift.suspects };
  } catch (error) {
    return { end: endOf(error, input), findings: null, suspects: [] };
  }
};

const endOf = (error: unknown, { session }: DriftInput): RunEnd => {
  if (error instanceof RunStopped) return error.end;
  if (error instanceof ProviderFailure) return endOfFailure(error, session.now());
  throw error;
};

class DriftAudit {
  readonly drift: Drift;
  private readonly seen = new IdSet();
  private done = 0;
  private expected: number | null = null;
  /** Where the listing goes on after a pause. */
  private cursor: string | null = null;

  constructor(private readonly input: DriftInput) {
    this.drift = new Drift(input.request.model, input.request.direction);
  }

  async whole(): Promise<DriftFindings> {
    const { source, sample, salt } = this.input;
    const { linked } = await source.totals();
    const chance = new Chance(shareFor(sample, linked), salt);
    await this.mayContinue();
    while (!(await this.listed(chance))) await this.mayContinue();
    await this.absences(chance);
    return this.drift.result(await source.waiting(), chance.share);
  }

  /** False after a pause: there is more to list. */
  private async listed(chance: Chance): Promise<boolean> {
    try {
      await this.listing(chance);
      return true;
    } catch (error) {
      const end = error instanceof ProviderFailure ? endOfFailure(error, this.input.session.now()) : null;
      if (end?.kind === 'retry' && (await this.input.pause?.(end))) return false;
      throw error;
    }
  }

  private async listing(chance: Chance): Promise<void> {
    const { provider, session, request } = this.input;
    if (provider.pull === undefined)
      throw new ProviderFailure(new ProviderError('permanent', 'It cannot be pulled.'));
    const { modelName: model, containerId } = request;
    const known = (ids: readonly string[]) => this.known(ids, chance);
    const pull = provider.pull(session, { model, containerId, cursor: this.cursor, known });
    const pages = pull[Symbol.asyncIterator]();
    try {
      while (await this.page(pages, chance)) await this.mayContinue();
    } finally {
      await pages.return?.();
    }
  }

  /** True when more follow. */
  private async page(pages: AsyncIterator<PullPage>, chance: Chance): Promise<boolean> {
    const next = await pages.next().catch((error: unknown) => {
      throw toProviderFailure(error);
    });
    if (next.done === true)
      throw new ProviderFailure(new ProviderError('temporary', 'The listing ended before its final page.'));
    const { value: page } = next;
    await this.compare(page, chance);
    this.cursor = page.cursor;
    this.done += page.changes.length + page.unchanged.length;
    this.expected = page.expected ?? this.expected;
    this.input.onProgress?.(this.done, this.expected);
    return !page.last;
  }

  /** Objects outside the sample need not be shown again. */
  private async known(remoteIds: readonly string[], chance: Chance): Promise<ReadonlyMap<string, string>> {
    const others = remoteIds.filter(id => !chance.picks(id));
    const links = others.length === 0 ? [] : await this.input.source.links(others);
    return new Map(links.map(({ remoteId, version }) => [remoteId, version]));
  }

  private async compare({ changes, unchanged }: PullPage, chance: Chance): Promise<void> {
    const shown = changes.filter(
      (change): change is RemoteUpsert => change.kind === 'upsert' && chance.picks(change.remoteId),
    );
    const objects = [...new Map(shown.map(object => [object.remoteId, object])).values()].filter(
      ({ remoteId }) => !this.seen.has(remoteId),
    );
    const records = await this.input.source.byRemoteIds(objects.map(({ remoteId }) => remoteId));
    const owners = new Map(records.map(record => [record.remote?.id, record]));
    for (const object of objects) this.drift.compare(owners.get(object.remoteId) ?? null, object);
    for (const { remoteId } of objects) this.seen.add(remoteId);
    for (const remoteId of unchanged) this.seen.add(remoteId);
  }

  private async absences(chance: Chance): Promise<void> {
    const { source } = this.input;
    for (let after: string | null = null; ;) {
      const links = await source.linked({ after, limit: pageSize });
      const gone = links.filter(({ remoteId }) => chance.picks(remoteId) && !this.seen.has(remoteId));
      const records = gone.length === 0 ? [] : await source.byIds(gone.map(({ id }) => id));
      for (const record of records) this.drift.absent(record);
      after = links.at(-1)?.id ?? after;
      if (links.length < pageSize) return;
      await this.mayContinue();
    }
  }

  private async mayContinue(): Promise<void> {
    if ((await this.input.control()) === 'cancel') throw new RunStopped({ kind: 'cancelled' });
    if (this.input.session.signal.aborted) throw new RunStopped({ kind: 'interrupted' });
    try {
      await this.input.gate();
    } catch (error) {
      throw endOfGate(error) ?? error;
    }
  }
}
