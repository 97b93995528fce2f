import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agreeOnScreen,
  at,
  connectByPages,
  type GoogleStage,
  type CalendarSync,
  startGoogleStage,
  syncCalendarByConsent,
  teamCalendar,
  type TestOrganization,
  until,
} from '#support';

interface MappingAnswer {
  readonly id: string;
  readonly version: number;
  readonly warnings: readonly string[];
}
interface RemapAnswer {
  readonly status: string;
  readonly mappingVersion: number | null;
  readonly progress: { readonly done: number; readonly expected: number };
  readonly changed: number;
}
interface Version {
  readonly mappingVersion?: number | null;
  readonly cause?: string;
  readonly replacedBy?: { readonly cause: string; readonly mappingVersion?: number | null };
}

let stage: GoogleStage;
let acme: TestOrganization;
let sync: CalendarSync;
let mapping: MappingAnswer;

/** "K7 Planning" at Google is Planning of the cost centre K7 here. */
const rules = [
  {
    target: 'title',
    direction: 'both',
    expression:
      'fields.title.contains(" ") ? fields.title.substring(fields.title.indexOf(" ") + 1) : fields.title',
    outExpression: 'record.custom.?costCenter.orValue("K0") + " " + record.title',
  },
  { target: 'custom.costCenter', direction: 'in', expression: 'fields.title.split(" ")[0]' },
  { target: 'custom.sequence', direction: 'in', expression: 'remote.event.sequence' },
];
const define = (given: object[]) =>
  acme.owner.send('POST', acme.at('/mappings'), {
    name: 'Cost centres',
    provider: 'google-calendar',
    model: 'calendar_event',
    rules: given,
  });
const vendorCalls = () => stage.google.server.requests;
const remaps = async () => {
  const { data } = await acme.owner.get<{ data: RemapAnswer[] }>(acme.at(`/mappings/${mapping.id}/remaps`));
  return data;
};
const remapped = () =>
  until(
    async () => (await remaps()).at(-1),
    remap => remap?.status === 'succeeded',
  );

beforeAll(async () => {
  stage = await startGoogleStage();
  acme = stage.organization;
  const session = await connectByPages(acme, stage.integrationId, agreeOnScreen);
  sync = await syncCalendarByConsent(acme, session, teamCalendar);
  await stage.program.insert(at('2027-03-01', 9, 'K7 Planning', { location: 'Room 1' }));
  await stage.program.insert(at('2027-03-02', 9, 'K9 Review'));
  await sync.run();
});
afterAll(() => stage.stop());

describe('a mapping, from its first draft to an event at Google', () => {
  it('shows what the payload of an event looks like', async () => {
    const { id } = await sync.record('K7 Planning');
    const { remoteData } = await acme.owner.get<{ remoteData: string }>(
      acme.at(`/records/${id}?include=remoteData`),
    );
    expect(JSON.parse(remoteData)).toEqual(expect.any(Object));
  });

  it('is previewed on stored records and changes nothing', async () => {
    const preview = await acme.owner.post<{ data: { after: { title: string } }[] }>(
      acme.at('/mappings/preview'),
      {
        syncId: sync.syncId,
        rules: [...rules, { target: 'custom.missing', direction: 'in', expression: 'remote.nowhere' }],
        filter: 'fields.location == null',
      },
    );
    expect(preview.data.find(({ after }) => after.title === 'Planning')).toMatchObject({
      before: { title: 'K7 Planning' },
      after: { custom: { costCenter: 'K7' } },
      changed: expect.arrayContaining(['title', 'custom']),
      takenIn: false,
      problems: expect.arrayContaining([
        { target: 'custom.missing', detail: expect.stringContaining('nowhere') },
      ]),
    });
    expect((await sync.records()).map(({ fields }) => fields.title).toSorted()).toEqual([
      'K7 Planning',
      'K9 Review',
    ]);
  });

  it('is refused with the place of a mistake, an unknown target, and a wrong type', async () => {
    const refused = async (rule: object) => {
      const { status, body } = await define([rule]);
      return { status, detail: (body as { errors?: unknown; detail: string }).detail };
    };
    expect(await refused({ target: 'title', direction: 'in', expression: 'fields.title +' })).toEqual({
      status: 422,
      detail:
        'rules.0.expression: line 1, column 15: unfinished, something is missing after “fields.title +”',
    });
    expect(await refused({ target: 'title', direction: 'in', expression: 'nobody.title' })).toEqual({
      status: 422,
      detail:
        'rules.0.expression: line 1, column 1: there is nothing called “nobody” here, only fields and remote',
    });
    expect(await refused({ target: 'colour', direction: 'in', expression: '1' })).toEqual({
      status: 422,
      detail: expect.stringContaining('has no field colour'),
    });
    expect(await refused({ target: 'title', direction: 'in', expression: '1 + 1' })).toEqual({
      status: 422,
      detail: expect.stringContaining('title cannot be that'),
    });
  });

  it('is defined, warns of what is not told to the provider, and is used by a sync', async () => {
    const { status, body } = await define(rules);
    expect(status).toBe(201);
    mapping = body as unknown as MappingAnswer;
    expect(mapping).toMatchObject({
      version: 1,
      warnings: expect.arrayContaining([expect.stringContaining('custom.sequence is not pushed')]),
    });
    const before = vendorCalls();
    const changed = await acme.owner.ok('PATCH', acme.at(`/syncs/${sync.syncId}`), { mappingId: mapping.id });
    expect(changed).toMatchObject({ mappingId: mapping.id, mappingVersion: 1 });
    expect(await remapped()).toMatchObject({
      mappingVersion: 1,
      changed: 2,
      progress: { done: 2, expected: 2 },
    });
    expect(vendorCalls()).toBe(before);
    const planning = await sync.record('Planning');
    expect(planning).toMatchObject({ state: 'clean', fields: { custom: { costCenter: 'K7' } } });
    const { data } = await acme.owner.get<{ data: Version[] }>(acme.at(`/records/${planning.id}/history`));
    expect(JSON.stringify(data)).toContain('"remapped"');
    expect(JSON.stringify(data)).toContain('"mappingVersion":1');
  });

  it('sends nothing because of it, and what people change, in the provider’s terms', async () => {
    expect(await sync.run()).toMatchObject({ counts: { pushedUpdated: 0, pulledUpdated: 0 } });
    const planning = await sync.record('Planning');
    const custom = { ...(planning.fields['custom'] as object), costCenter: 'K8' };
    await acme.owner.ok('PATCH', acme.at(`/records/${planning.id}`), { fields: { title: 'Plans', custom } });
    expect(await sync.run()).toMatchObject({ status: 'succeeded', counts: { failed: 0 } });
    const titles = (await stage.program.living()).map(({ summary }) => summary);
    expect(titles.toSorted()).toEqual(['K8 Plans', 'K9 Review']);
    expect(await sync.settled(planning.id)).toMatchObject({
      fields: { title: 'Plans', location: 'Room 1', custom: { costCenter: 'K8' } },
    });
    expect(await sync.run()).toMatchObject({ counts: { pushedUpdated: 0, pulledUpdated: 0 } });
  });

  it('maps what changes at Google, and counts what it cannot', async () => {
    await stage.program.insert(at('2027-03-03', 9, 'K1 Retro'));
    const run = await sync.run();
    expect(run).toMatchObject({ counts: { pulledCreated: 1 } });
    expect(await sync.record('Retro')).toMatchObject({ fields: { custom: { costCenter: 'K1' } } });
  });

  it('keeps an own custom field that no rule mentions', async () => {
    const retro = await sync.record('Retro');
    const custom = { ...(retro.fields['custom'] as object), mine: [1, { a: null }] };
    await acme.owner.ok('PATCH', acme.at(`/records/${retro.id}`), { fields: { custom } });
    await sync.run();
    expect(await sync.settled(retro.id)).toMatchObject({
      fields: { custom: { costCenter: 'K1', mine: [1, { a: null }] } },
    });
  });

  it('is not changed but followed by a version, under which records are read anew', async () => {
    const shorter = [
      { target: 'custom.words', direction: 'in', expression: 'size(fields.title.split(" "))' },
    ];
    const next = await acme.owner.post(acme.at(`/mappings/${mapping.id}/versions`), { rules: shorter });
    expect(next).toMatchObject({ version: 2 });
    expect(await sync.record('Plans')).toBeDefined();
    await acme.owner.ok('PATCH', acme.at(`/syncs/${sync.syncId}`), { mappingVersion: 2 });
    expect(await remapped()).toMatchObject({ mappingVersion: 2 });
    expect(await sync.record('K8 Plans')).toMatchObject({ state: 'clean', fields: { custom: { words: 2 } } });
    expect(await sync.run()).toMatchObject({ counts: { pushedUpdated: 0, pulledUpdated: 0 } });
    const { data } = await acme.owner.get<{ data: object[] }>(acme.at(`/mappings/${mapping.id}/versions`));
    expect(data).toEqual([expect.objectContaining({ version: 2 }), expect.objectContaining({ version: 1 })]);
  });

  it('is of one provider and model, and of one organization', async () => {
    const other = await acme.owner.send('PATCH', acme.at(`/syncs/${sync.syncId}`), {
      mappingId: '01890a5d-ac96-774b-bcce-b302099a8057',
    });
    expect(other.status).toBe(404);
  });
});
