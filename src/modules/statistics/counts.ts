import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Sync } from '#syncs';
import { type Line, type Question, statementOf, total } from './question.js';
import type { Group } from './statistics.dto.js';

/** As PostgreSQL writes an array: with one, unlike with a subselect, the planner takes the index on syncs. */
export const uuids = (of: readonly { readonly id: string }[]): string => `{${of.map(({ id }) => id).join()}}`;

type Amount = Pick<Line, 'count' | 'sum'>;

const none: Amount = { count: 0, sum: 0 };

/** Lines of a statement by their dimension. */
export class Lines {
  private readonly byDimension: ReadonlyMap<string, readonly Line[]>;

  constructor(lines: readonly Line[]) {
    this.byDimension = Map.groupBy(lines, line => line.dimension);
  }

  groups(dimension: string): Group[] {
    return (this.byDimension.get(dimension) ?? []).map(({ key, name, count }) => ({ key, name, count }));
  }

  /** Groups whose keys are syncs, named as these are. */
  containers(dimension: string, syncs: readonly Sync[]): Group[] {
    const names = new Map(syncs.map(({ id, containerName }) => [id, containerName]));
    return this.groups(dimension).map(group => ({ ...group, name: names.get(group.key ?? '') ?? null }));
  }

  /** Of all that was counted. */
  get total(): Amount {
    return this.byDimension.get(total)?.[0] ?? none;
  }

  /** Of what has the flag that this dimension is. */
  flagged(dimension: string): Amount {
    return this.byDimension.get(dimension)?.find(({ key }) => key === 'true') ?? none;
  }

  /** Counts by the places of buckets. */
  series(dimension: string, length: number): number[] {
    const placed = this.groups(dimension).filter(({ key }) => key !== null);
    const counts = new Map(placed.map(({ key, count }) => [Number(key), count]));
    return Array.from({ length }, (_, place) => counts.get(place) ?? 0);
  }
}

/** Counts records of syncs by one statement. */
@Injectable()
export class Counts {
  constructor(private readonly em: EntityManager) {}

  async of(syncs: readonly Sync[], question: Question): Promise<Lines> {
    if (syncs.length === 0) return new Lines([]);
    const lines: Line[] = await this.em.execute(statementOf(question), [
      JSON.stringify(question.asked),
      uuids(syncs),
    ]);
    return new Lines(lines);
  }
}
