import { runner } from '../runner.js';
import { complete, deleteChange, recordId, upsertOf } from './actions.js';
import type { SuiteRun } from './suite-run.js';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

export const writingTests = (run: SuiteRun): void => {
  const { expect } = runner();
  const { subject, test, testIf } = run;

  test('keeps one object when a create is repeated', async ({ world, push, create }) => {
    const change = create(recordId(1), subject.sample(6));
    const first = await push(change);
    const second = await push(change);
    expect(await world.remote.list()).toEqual([first.current.remoteId]);
    // The original may be the text that was sent in one answer and the server's rendering of it in the other.
    const { data: _sent, ...known } = upsertOf(first.current);
    expect(second).toMatchObject({ outcome: first.outcome, current: known });
  });

  test('keeps one object when a create is repeated after a broken answer', async ({
    world,
    push,
    create,
  }) => {
    const change = create(recordId(2), subject.sample(7));
    world.failNext({ status: 503 });
    await push(change).catch(() => undefined);
    const { current, outcome } = await push(change);
    expect(outcome).toBe('applied');
    expect(await world.remote.list()).toEqual([current.remoteId]);
  });

  testIf('preconditions')(
    'does not undo an edit when a create is repeated',
    async ({ world, pull, push, create }) => {
      const change = create(recordId(7), subject.sample(14));
      const { remoteId } = (await push(change)).current;
      await world.remote.edit(remoteId, { ...change.fields, [subject.textField]: 'Theirs' });
      await push(change);
      const after = upsertOf((await pull(null)).changes.get(remoteId));
      expect(after.fields[subject.textField]).toBe('Theirs');
      expect(await world.remote.list()).toEqual([remoteId]);
    },
  );

  testIf('preconditions')(
    'writes nothing over a version it has not seen',
    async ({ world, pull, push, ...stage }) => {
      const id = await world.remote.create(complete(subject, subject.sample(8)));
      const seen = upsertOf((await pull(null)).changes.get(id));
      await world.remote.edit(id, { ...seen.fields, [subject.textField]: 'Theirs' });
      const result = await push(stage.update(seen, recordId(3), { [subject.textField]: 'Ours' }));
      expect(result.outcome).toBe('stale');
      expect(upsertOf(result.current).fields[subject.textField]).toBe('Theirs');
      const after = upsertOf((await pull(null)).changes.get(id));
      expect(after.fields[subject.textField]).toBe('Theirs');
      expect(after.version).toBe(upsertOf(result.current).version);
    },
  );

  testIf('unknown_fields')(
    'leaves alone what no field expresses',
    async ({ world, pull, push, ...stage }) => {
      if (!world.unknown) throw new Error('The world cannot plant unknown fields: say why in `lacks`');
      const id = await world.remote.create(complete(subject, subject.sample(9)));
      await world.unknown.plant(id);
      const seen = upsertOf((await pull(null)).changes.get(id));
      const { outcome } = await push(stage.update(seen, recordId(4), { [subject.textField]: 'Changed' }));
      expect(outcome).toBe('applied');
      expect(await world.unknown.isIntact(id)).toBe(true);
    },
  );

  test('changes the named field and no other', async ({ world, pull, push, ...stage }) => {
    const id = await world.remote.create(complete(subject, subject.sample(10)));
    const seen = upsertOf((await pull(null)).changes.get(id));
    const { outcome, current } = await push(
      stage.update(seen, recordId(5), { [subject.textField]: 'Changed' }),
    );
    expect(outcome).toBe('applied');
    const { fields } = upsertOf(current);
    const theirs = Object.fromEntries((subject.setByVendor ?? []).map(name => [name, fields[name]]));
    expect(fields).toEqual({ ...seen.fields, [subject.textField]: 'Changed', ...theirs });
    expect(upsertOf(current).version).not.toBe(seen.version);
  });

  deletingTests(run);
  roundTrips(run);
};

const deletingTests = ({ subject, testIf }: SuiteRun): void => {
  const { expect } = runner();

  testIf('deletion')('answers a delete that was done already as applied', async ({ world, pull, push }) => {
    const id = await world.remote.create(complete(subject, subject.sample(11)));
    const change = deleteChange(subject, upsertOf((await pull(null)).changes.get(id)), world.containerId);
    const applied = { outcome: 'applied', current: { kind: 'delete', remoteId: id } };
    expect(await push(change)).toEqual(applied);
    expect(await push(change)).toEqual(applied);
    expect(await world.remote.list()).toEqual([]);
  });

  testIf('preconditions')(
    'does not delete what somebody changed meanwhile',
    async ({ world, pull, push }) => {
      const id = await world.remote.create(complete(subject, subject.sample(12)));
      const seen = upsertOf((await pull(null)).changes.get(id));
      await world.remote.edit(id, { ...seen.fields, [subject.textField]: 'Theirs' });
      const result = await push(deleteChange(subject, seen, world.containerId));
      expect(result).toMatchObject({ outcome: 'stale', current: { kind: 'upsert', remoteId: id } });
      expect(await world.remote.list()).toEqual([id]);
    },
  );

  testIf('deletion')('creates again what was deleted before', async ({ world, push, create }) => {
    const change = create(recordId(6), subject.sample(13));
    const first = upsertOf((await push(change)).current);
    await push(deleteChange(subject, first, world.containerId));
    const { outcome, current } = await push(change);
    expect(outcome).toBe('applied');
    expect(await world.remote.list()).toEqual([current.remoteId]);
  });
};

/** Field by field, so that a failure names the field. */
const roundTrips = ({ subject, test }: SuiteRun): void => {
  const { expect } = runner();

  test('returns the fields of twenty samples as they were pushed', async ({ pull, push, create }) => {
    const ids = new Map<number, string>();
    for (const seed of seeds) {
      const { current } = await push(create(recordId(100 + seed), subject.sample(seed)));
      ids.set(seed, current.remoteId);
    }
    const { changes } = await pull(null);
    for (const seed of seeds) {
      const pulled = upsertOf(changes.get(ids.get(seed) ?? '')).fields;
      for (const [name, value] of Object.entries(subject.sample(seed))) {
        expect({ seed, [name]: pulled[name] }).toEqual({ seed, [name]: value });
      }
    }
  });

  test('turns any sample into any other by an update', async ({ push, create, update }) => {
    let current = upsertOf((await push(create(recordId(200), subject.sample(1)))).current);
    for (const seed of seeds.slice(1)) {
      const sample = subject.sample(seed);
      const result = await push(update(current, recordId(200), sample));
      expect(result.outcome).toBe('applied');
      current = upsertOf(result.current);
      for (const [name, value] of Object.entries(sample)) {
        expect({ seed, [name]: current.fields[name] }).toEqual({ seed, [name]: value });
      }
    }
  });
};
