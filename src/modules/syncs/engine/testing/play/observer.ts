import { equalFields, fieldsToTell, type SyncRecord } from '#records';
import type { World } from '../world.js';
import { wholeMarks } from './kits/writing.js';
import { marksIn } from './marks.js';
import type { People } from './people.js';
import type { Player } from './player.js';

const complaintOf = (world: World, record: SyncRecord): string | null => {
  const { id, remote, conflict, fields, state, deleted } = record;
  if (deleted) return remote === null && state === 'clean' ? null : `${id}: a tombstone at rest is ${state}`;
  const object = world.provider.objects.get(remote?.id ?? '');
  if (object === undefined) return `${id}: its object is gone`;
  if (object.version !== remote?.version) return `${id}: it holds an old version`;
  const { model } = world.context;
  const agrees =
    conflict === null
      ? fieldsToTell(model, fields, object.fields).length === 0
      : equalFields(model, conflict.remote, object.fields);
  if (!agrees) return `${id}: the sides differ`;
  if (conflict !== null) return conflict.fields.length > 0 ? null : `${id}: a conflict about nothing`;
  return state === 'clean' ? null : `${id}: at rest but ${state}`;
};

/** Convergence: every record and every object have each other and agree, unless an open conflict says why not. */
export const unequal = (world: World): string[] => {
  const complaints = [...world.store.records.values()].map(record => complaintOf(world, record));
  const linked = new Set(world.living().map(record => record.remote?.id));
  const orphans = [...world.provider.objects.keys()]
    .filter(id => !linked.has(id))
    .map(id => `${id}: no record`);
  return [...complaints.filter(complaint => complaint !== null), ...orphans];
};

const present = (world: World): Set<string> =>
  new Set([
    ...world.living().flatMap(record => [...marksIn(record.fields), ...marksIn(record.conflict?.remote)]),
    ...[...world.provider.objects.values()].flatMap(object => marksIn(object.fields)),
  ]);

/** What the history says a policy or a person decided against. */
const superseded = (world: World): Set<string> =>
  new Set(
    world.store.journal
      .flatMap(mutation => mutation.superseded)
      .flatMap(({ winner, local, remote }) => [
        ...(winner === 'local' ? [] : marksIn(local)),
        ...(winner === 'remote' ? [] : marksIn(remote)),
      ]),
  );

/** The hub's own entries go with a record that was deleted at the provider, which never had them. */
const goneAlong = (world: World): Set<string> =>
  new Set(world.dead().flatMap(({ fields }) => marksIn(fields['custom'])));

/** No edit is lost silently: each is there, or was taken away on purpose, or the history names what overruled it. */
export const lostMarks = (world: World, people: People): string[] => {
  const [here, overruled, along] = [present(world), superseded(world), goneAlong(world)];
  const excused = [here, overruled, along, people.replaced, people.deleted];
  return [...people.written].filter(mark => !excused.some(marks => marks.has(mark)));
};

const bringsBack = new Set(['revive', 'undelete', 'drop', 'delete_rejected', 'delete_applied']);

/**
 * No removal is undone silently: what an edit took away stays away. Judged only where nothing was deleted, overruled
 * or left open, since each of those may rightly bring an older version back, and not for what nobody could tell.
 */
export const comeBack = (world: World, people: People): string[] => {
  const { journal } = world.store;
  const excused =
    people.deleted.size > 0 ||
    journal.some(({ cause, superseded: overruled }) => bringsBack.has(cause) || overruled.length > 0) ||
    world.living().some(record => record.conflict !== null);
  if (excused) return [];
  const here = present(world);
  return [...people.replaced].filter(mark => here.has(mark) && !people.ambiguous.has(mark));
};

/**
 * Nobody loses to himself: where a policy let the provider win, its value was written there and is not our own older
 * one come back. Twins are left out, for both of them are edited here.
 */
export const selfDefeats = ({ world, people, kit }: Player): string[] => {
  const { journal } = world.store;
  if (journal.some(({ cause }) => cause === 'drop')) return [];
  return journal
    .flatMap(mutation => mutation.superseded)
    .filter(({ winner, by }) => winner === 'remote' && by !== 'resolution')
    .flatMap(({ field, remote }) => wholeMarks(kit, { [field]: remote }))
    .filter(mark => people.writtenHere.has(mark));
};

/**
 * Nothing is there twice: a value, once written, is one record's, however often its creation was repeated. Judged only
 * where nothing was deleted or seemed so: an object that is deleted there before its twins are told apart leaves both
 * of them, each with an edit that outlives the deletion.
 */
export const duplicates = ({ world, people, kit, weather }: Player): string[] => {
  if (people.deleted.size > 0 || people.hasRevived || weather.hasMisled) return [];
  const owned = world.living().flatMap(({ fields }) => [...new Set(wholeMarks(kit, fields))]);
  return owned.filter((mark, index) => owned.indexOf(mark) !== index);
};
