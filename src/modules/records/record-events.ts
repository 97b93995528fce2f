import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Outbox } from '#database';
import type { Fields } from '#unified-models';
import type { ConflictChange } from './conflict-writer.js';
import type { Mutation, WriteTarget } from './mutation.js';
import {
  conflictOpened,
  conflictResolved,
  recordCreated,
  recordDeleted,
  recordUpdated,
} from './record.event-types.js';

export interface VisibleStep {
  readonly mutation: Mutation;
  readonly feedPosition: number;
}

/** Tells what a write changed: at most one statement for each kind of event, however many records. */
@Injectable()
export class RecordEvents {
  constructor(private readonly outbox: Outbox) {}

  async publishSteps(target: WriteTarget, steps: readonly VisibleStep[]): Promise<void> {
    const kinds = Map.groupBy(steps.filter(isNews), ({ mutation }) => kindOf(mutation));
    for (const [type, changed] of kinds) {
      await this.outbox.publish(
        type,
        changed.map(step => ({ data: dataOf(target, step), ...consentOf(target) })),
      );
    }
  }

  async publishConflicts(target: WriteTarget, changes: readonly ConflictChange[]): Promise<void> {
    const data = ({ id, recordId, fields }: ConflictChange) => ({
      conflictId: id,
      recordId,
      syncId: target.syncId,
      fields: [...fields],
    });
    const consent = consentOf(target);
    const opened = changes.filter(({ status }) => status === 'open');
    await this.outbox.publish(
      conflictOpened,
      opened.map(change => ({ data: data(change), ...consent })),
    );
    const over = changes.flatMap(change =>
      change.status === 'open' ? [] : [{ data: { ...data(change), resolution: change.status }, ...consent }],
    );
    await this.outbox.publish(conflictResolved, over);
  }
}

const consentOf = ({ consentId }: WriteTarget) => (consentId === null ? {} : { consentId });

const kindOf = ({ before, after }: Mutation) => {
  if (after.deleted && !before?.deleted) return recordDeleted;
  return before === null ? recordCreated : recordUpdated;
};

/** A record that waits for a decision of its sync looks different in the feed, but says nothing new. */
const isNews = ({ mutation: { before, after } }: VisibleStep): boolean =>
  before === null || before.deleted !== after.deleted || changed(before.fields, after.fields).length > 0;

const dataOf = ({ syncId, model }: WriteTarget, { mutation, feedPosition }: VisibleStep) => ({
  recordId: mutation.after.id,
  syncId,
  model,
  revision: mutation.after.revision,
  changedFields: changed(mutation.before?.fields ?? {}, mutation.after.fields),
  feedPosition,
});

const changed = (before: Fields, after: Fields): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    name => !isDeepStrictEqual(before[name], after[name]),
  );
