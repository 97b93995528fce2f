import {
  createFromRemote,
  decide,
  deleteLocally,
  editLocally,
  revise,
  type DecideContext,
  type DecisionKind,
  type Direction,
  type RecordState,
  type SyncRecord,
} from '#records';
import { describe, expect, it } from '@jest/globals';
import type { RemoteChange } from '#provider-sdk';
import { noteModel } from '../testing/note-model.js';
import { note } from '../testing/world.js';

const at = new Date('2026-01-01T10:00:00Z');
const base = note('plan');

const context = (direction: Direction = 'two_way'): DecideContext => ({
  model: noteModel,
  direction,
  policyFor: () => 'manual',
  newId: () => 'r2',
});

const upsert = (fields = base, version = 'v2'): RemoteChange & { kind: 'upsert' } => {
  return { kind: 'upsert', remoteId: 'x', version, fields, data: '', modifiedAt: at };
};
const gone: RemoteChange = { kind: 'delete', remoteId: 'x' };

const must = (record: SyncRecord | null): SyncRecord => {
  if (record === null) throw new Error('a record was expected');
  return record;
};

const clean = createFromRemote('r1', upsert(base, 'v1'));
const dirty = must(editLocally(context(), clean, note('mine'), at).after);
const tombstone = must(deleteLocally(context(), clean, at).after);
const staged = revise(noteModel, clean, { staged: true });
const clash = must(decide(context(), dirty, upsert(note('theirs'))).after);

type Case = [string, SyncRecord | null, RemoteChange, DecisionKind, RecordState | null];

describe('a change at the provider', () => {
  it.each<Case>([
    ['an unknown object', null, upsert(), 'create', 'clean'],
    ['the deletion of an unknown object', null, gone, 'skip', null],
    ['the version we have', clean, upsert(note('other'), 'v1'), 'skip', null],
    ['a new version without a difference', clean, upsert(), 'skip', 'clean'],
    ['an edit of a clean record', clean, upsert(note('theirs')), 'apply', 'clean'],
    ['the edit that we made too', dirty, upsert(note('mine')), 'converge', 'clean'],
    ['an edit of another field', dirty, upsert(note('plan', { place: 'x' })), 'merged', 'dirty'],
    ['a new version without a difference, of an edited record', dirty, upsert(), 'skip', 'dirty'],
    ['an edit of the same field', dirty, upsert(note('theirs')), 'conflict', 'conflict'],
    ['the deletion of a clean record', clean, gone, 'stage_delete', 'delete_pending'],
    ['the deletion of an edited record', dirty, gone, 'revive', 'dirty'],
    ['the deletion of a record deleted here', tombstone, gone, 'drop', 'clean'],
    ['an edit of a record deleted here', tombstone, upsert(note('theirs')), 'undelete', 'clean'],
    ['a new version of a record deleted here', tombstone, upsert(), 'skip', 'dirty'],
    ['a deletion that is staged already', staged, gone, 'skip', null],
    ['the return of a record staged for deletion', staged, upsert(base, 'v1'), 'apply', 'clean'],
    ['the deletion of a record in conflict', clash, gone, 'revive', 'dirty'],
    ['a further version of a record in conflict', clash, upsert(note('more'), 'v3'), 'conflict', 'conflict'],
    ['our version, in a conflict', clash, upsert(note('mine'), 'v3'), 'converge', 'clean'],
    ['the base again, in a conflict', clash, upsert(base, 'v3'), 'skip', 'dirty'],
  ])('is decided for %s', (_, record, change, kind, state) => {
    const { kind: decided, after } = decide(context(), record, change);
    expect([decided, after?.state ?? null]).toEqual([kind, state]);
  });

  it.each<Case>([
    ['an unknown object', null, upsert(), 'skip', null],
    ['an edit of a clean record', clean, upsert(note('theirs')), 'merged', 'dirty'],
    ['the edit that we made too', dirty, upsert(note('mine')), 'skip', 'clean'],
    ['the deletion of a clean record', clean, gone, 'revive', 'dirty'],
    ['an edit of a record deleted here', tombstone, upsert(note('theirs')), 'skip', 'dirty'],
  ])('is overruled by the hub under push: %s', (_, record, change, kind, state) => {
    const { kind: decided, after } = decide(context('push'), record, change);
    expect([decided, after?.state ?? null]).toEqual([kind, state]);
    expect(after?.fields ?? record?.fields).toEqual(record?.fields);
  });

  it('wins where it overlaps with an old local edit under pull, which is noted', () => {
    const { kind, after, superseded } = decide(
      context('pull'),
      dirty,
      upsert(note('theirs', { place: 'x' })),
    );
    expect([kind, after?.fields]).toEqual(['apply', note('theirs', { place: 'x' })]);
    expect(superseded).toMatchObject([{ field: 'title', winner: 'remote', local: 'mine' }]);
  });

  it('leaves the revision alone when only the version moved', () => {
    const { after } = decide(context(), clean, upsert());
    expect(after).toMatchObject({ revision: clean.revision, remote: { version: 'v2' } });
  });

  it('drops the link of a revived record, so that it is created again, and keeps what both sides had', () => {
    expect(decide(context(), dirty, gone).after).toMatchObject({
      remote: null,
      base,
      fields: note('mine'),
    });
  });

  it('touches neither side of a conflict', () => {
    expect(clash).toMatchObject({ fields: note('mine'), base, conflict: { remote: note('theirs') } });
  });
});

describe('an answer that never came', () => {
  const unanswered = revise(noteModel, dirty, { unanswered: [note('mine')] });
  const movedOn = must(editLocally(context(), unanswered, note('mine, later'), at).after);

  it('is recognised as our own edit when the provider shows it', () => {
    const { kind, after } = decide(context(), movedOn, upsert(note('mine')));
    expect([kind, after?.state, after?.fields]).toEqual(['skip', 'dirty', note('mine, later')]);
  });

  it('does not hide what others changed on top of it', () => {
    const { after } = decide(context(), movedOn, upsert(note('mine', { place: 'x' })));
    expect(after).toMatchObject({ state: 'dirty', fields: note('mine, later', { place: 'x' }) });
  });

  it('is no excuse for another value: that is a conflict', () => {
    expect(decide(context(), movedOn, upsert(note('theirs'))).kind).toBe('conflict');
  });
});
