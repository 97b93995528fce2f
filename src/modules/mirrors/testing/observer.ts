import { deepEqual } from '#records';
import type { Fields } from '#unified-models';
import type { Tag } from '../../syncs/engine/testing/note-model.js';
import { sides } from '../decisions/index.js';
import { marksIn, type Stage } from './stage.js';

/** What two spellings of the same have in common. */
const spoken = (fields: Fields): Fields => ({
  title: String(fields['title']).trim().toLowerCase(),
  place: String(fields['place']).toLowerCase(),
  body: fields['body'],
  tags: (fields['tags'] as readonly Tag[]).toSorted((left, right) => (left.name < right.name ? -1 : 1)),
});

/** Pairs of which one side is missing, or says something else. */
export const differences = (stage: Stage): string[] => {
  return stage.mirrored.links.flatMap(link => {
    const [a, b] = sides.map(which => {
      const record = link[which] && stage.world(which).record(link[which].recordId);
      return record && !record.deleted ? spoken(record.fields) : null;
    });
    const parked = new Set(link.conflict?.map(({ field }) => field));
    const said = (fields: Fields | null | undefined): unknown =>
      fields && Object.entries(fields).filter(([name]) => !parked.has(name));
    return deepEqual(said(a), said(b)) ? [] : [`${link.id}: ${JSON.stringify([a, b, link.conflict])}`];
  });
};

/** Living records, and objects at a provider, that nobody mirrors. */
export const strays = (stage: Stage): string[] => {
  const linked = new Set(stage.mirrored.links.flatMap(link => sides.map(which => link[which]?.recordId)));
  return sides.flatMap(which => {
    const living = stage.world(which).living();
    const objects = stage.world(which).provider.objects.size;
    const alone = living.filter(({ id }) => !linked.has(id)).map(({ id }) => `${which} ${id}`);
    return objects === living.length
      ? alone
      : [...alone, `${which}: ${objects} objects, ${living.length} records`];
  });
};

const present = (stage: Stage): Set<string> => {
  return new Set(
    sides.flatMap(which =>
      stage
        .world(which)
        .living()
        .flatMap(({ fields }) => marksIn(fields)),
    ),
  );
};

const overruled = (stage: Stage): Set<string> => {
  const journal = sides.flatMap(which => stage.world(which).store.journal);
  return new Set(
    journal.flatMap(({ superseded }) =>
      superseded.flatMap(({ local, remote }) => [...marksIn(local), ...marksIn(remote)]),
    ),
  );
};

export const lost = (stage: Stage): string[] => {
  const excused = [present(stage), overruled(stage), stage.replaced, stage.deleted];
  return [...stage.written].filter(mark => !excused.some(marks => marks.has(mark)));
};

/** A title is one record’s on its side, however often its creation was repeated. */
export const doubles = (stage: Stage): string[] => {
  if (stage.deleted.size > 0) return [];
  return sides.flatMap(which => {
    const titles = stage
      .world(which)
      .living()
      .flatMap(({ fields }) => marksIn(fields['title']));
    return titles.filter((mark, index) => titles.indexOf(mark) !== index).map(mark => `${which} ${mark}`);
  });
};

export const writes = (stage: Stage): number => {
  return sides.reduce((sum, which) => sum + stage.world(which).provider.writes, 0);
};
