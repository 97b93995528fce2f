import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { SyncContexts } from '#records';
import { Sync } from '#syncs';
import type { Fields } from '#unified-models';
import {
  type BySide,
  type MirrorRules,
  type MirrorSide,
  otherSide,
  projected,
  sides,
} from './decisions/index.js';
import { keyOf } from './engine/index.js';
import type { Mirror } from './mirror.entity.js';
import { rulesOf } from './mirror-state.js';
import type { MirrorForecast } from './mirrors.dto.js';

const chunk = 1_000;

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, sorted(inner)] as const)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
};

const fingerprint = ({ common, fields: names }: MirrorRules, fields: Fields): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(projected(common, names, fields))))
    .digest('base64url');

/** Says what a mirror would begin with; of 100,000 records it remembers two hashes each. */
@Injectable()
export class MirrorForecasts {
  constructor(
    private readonly em: EntityManager,
    private readonly contexts: SyncContexts,
  ) {}

  async of(mirror: Mirror): Promise<MirrorForecast> {
    const syncs = { a: await this.contexts.of(mirror.syncAId), b: await this.contexts.of(mirror.syncBId) };
    const rules = rulesOf(mirror, syncs);
    const { waiting, alone } = await this.index(rules, mirror.syncAId);
    const found = { matches: 0, differing: 0, alone: { a: alone, b: 0 } };
    for await (const fields of this.records(mirror.syncBId)) {
      const print = waiting.get(keyOf(rules, fields) ?? '')?.shift();
      if (print === undefined) found.alone.b += 1;
      else {
        found.matches += 1;
        found.alone.a -= 1;
        if (print !== fingerprint(rules, fields)) found.differing += 1;
      }
    }
    const { matches, differing } = found;
    return { matches, differing, ...shares(rules, found.alone), complete: await this.isComplete(mirror) };
  }

  private async index(rules: MirrorRules, syncId: string) {
    const waiting = new Map<string, string[]>();
    let alone = 0;
    for await (const fields of this.records(syncId)) {
      alone += 1;
      const key = keyOf(rules, fields);
      if (key !== null) waiting.set(key, [...(waiting.get(key) ?? []), fingerprint(rules, fields)]);
    }
    return { waiting, alone };
  }

  private async *records(syncId: string): AsyncGenerator<Fields> {
    let after: string | null = null;
    for (;;) {
      const rows: { id: string; fields: Fields }[] = await this.em.execute(
        `select id, fields from record where sync_id = ? and not deleted and (?::uuid is null or id > ?::uuid)
         order by id limit ${chunk}`,
        [syncId, after, after],
      );
      for (const { fields } of rows) yield fields;
      after = rows.at(-1)?.id ?? null;
      if (rows.length < chunk) return;
    }
  }

  private async isComplete({ syncAId, syncBId }: Mirror): Promise<boolean> {
    const id = { $in: [syncAId, syncBId] };
    return (await this.em.count(Sync, { id, cursor: null, direction: { $ne: 'push' } })) === 0;
  }
}

const shares = ({ accepts }: MirrorRules, alone: BySide<number>) => {
  const creates = { a: 0, b: 0 };
  const leftAlone = { a: 0, b: 0 };
  const share = (side: MirrorSide): void => {
    if (accepts[otherSide(side)].create) creates[otherSide(side)] = alone[side];
    else leftAlone[side] = alone[side];
  };
  sides.forEach(share);
  return { creates, leftAlone };
};
