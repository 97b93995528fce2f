import { describe, expect, it } from '@jest/globals';
import { createFromRemote, editLocally, revise, type SyncRecord } from '#records';
import { noteModel } from '../../syncs/engine/testing/note-model.js';
import { note, World } from '../../syncs/engine/testing/world.js';
import { neutralUndos } from '../neutral-undos.js';
import { planUndo, type Step, type Trace, type UndoPowers } from './index.js';

const { context } = new World();
const at = new Date(0);
const all: UndoPowers = { writable: true, push: true, delete: true };
const pulled = createFromRemote('r1', {
  kind: 'upsert',
  remoteId: 'x1',
  version: 'v1',
  fields: note('before'),
  data: '',
  modifiedAt: null,
});
const changed = revise(noteModel, pulled, { fields: note('after'), base: note('after') });

const step = (before: SyncRecord, cause: string, owner: Step['owner'] = 'subject'): Step => ({
  ...{ revision: before.revision, fields: before.fields, deleted: before.deleted },
  ...{ cause, owner },
});
const trace = (now: SyncRecord, steps: readonly Step[], more: Partial<Trace> = {}): Trace => ({
  ...{ now, steps, createdBySubject: false, pushes: [] },
  ...more,
});
const plan = (of: Trace, powers = all) => planUndo({ ...context, powers }, of, at);

describe('what undoing means for a record', () => {
  it('is nothing when the run changed nothing that is still there', () => {
    expect(plan(trace(pulled, []))).toEqual({ status: 'unneeded' });
  });

  it('is an edit back to the earlier value, on its way to the provider', () => {
    const planned = plan(trace(changed, [step(pulled, 'apply')]));
    expect(planned).toMatchObject({
      status: 'undone',
      action: 'change',
      fields: ['title'],
      after: { fields: note('before'), state: 'dirty' },
    });
  });

  it('stays away from what the provider or the sync cannot do, and says which', () => {
    const created = trace(pulled, [], { createdBySubject: true });
    expect(plan(created, { ...all, delete: false })).toMatchObject({ code: 'delete_unsupported' });
    expect(plan(created, { ...all, writable: false })).toMatchObject({ code: 'sync_read_only' });
    const changes = trace(changed, [step(pulled, 'apply')]);
    expect(plan(changes, { ...all, push: false })).toMatchObject({ code: 'push_unsupported' });
  });

  it('never deletes what somebody edited after its creation', () => {
    const edited = editLocally(context, pulled, note('mine'), at).after!;
    const edits = [step(pulled, 'merged', 'other')];
    expect(plan(trace(edited, edits, { createdBySubject: true }))).toMatchObject({ code: 'changed_since' });
  });

  it('leaves open conflicts, twins and what a filter left out to their own decisions', () => {
    const clash = { remote: note('theirs'), fields: [{ field: 'title', local: 'after', remote: 'theirs' }] };
    const open = revise(noteModel, changed, { conflict: clash });
    expect(plan(trace(open, [step(changed, 'conflict')]))).toMatchObject({ code: 'conflict_open' });
    const gone = revise(noteModel, changed, { deleted: true, remote: null, base: null });
    expect(plan(trace(gone, [step(changed, 'drop')]))).toMatchObject({ code: 'merged_twin' });
    expect(plan(trace(gone, [step(changed, 'out_of_filter')]))).toMatchObject({ code: 'out_of_filter' });
  });

  it('gives the provider back what a push overwrote', () => {
    const pushes = [{ kind: 'update', revision: changed.revision, overwrote: { title: 'there' } }] as const;
    expect(plan(trace(changed, [], { pushes }))).toMatchObject({ after: { fields: note('there') } });
    const removed = revise(noteModel, changed, { deleted: true, remote: null, base: null });
    const deletion = [{ kind: 'delete', revision: removed.revision, overwrote: note('there') }] as const;
    expect(plan(trace(removed, [], { pushes: deletion }))).toMatchObject({
      action: 'create',
      after: { deleted: false, fields: note('there'), state: 'dirty' },
    });
  });
});

describe('an undo that was undone', () => {
  it('counts for nothing together with the one that undid it, until that one is undone too', () => {
    const pair = [
      { id: 'x', undoneBy: 'y' },
      { id: 'y', undoneBy: null },
    ];
    expect([...neutralUndos(pair)]).toEqual(['x', 'y']);
    const chain = [
      { id: 'x', undoneBy: 'y' },
      { id: 'y', undoneBy: 'z' },
      { id: 'z', undoneBy: null },
    ];
    expect([...neutralUndos(chain)]).toEqual(['y', 'z']);
  });
});
