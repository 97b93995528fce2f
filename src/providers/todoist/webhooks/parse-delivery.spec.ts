import { describe, expect, it } from '@jest/globals';
import type { RemoteEvent } from '#provider-sdk';
import { parseDelivery } from './parse-delivery.js';

const parse = (name: string, data: unknown, extra?: unknown): readonly RemoteEvent[] => {
  const body = { event_name: name, user_id: '1', event_data: data, event_data_extra: extra, version: '10' };
  return parseDelivery({
    ...{ id: 'receipt', eventType: name, headers: {}, body, text: JSON.stringify(body), subscription: null },
    receivedAt: new Date('2027-03-01T12:00:00Z'),
  });
};
const changed = (containerId: string | null, deleted?: string) => ({
  ...{ kind: 'changed', model: 'task', containerId },
  ...(deleted ? { deleted: [deleted] } : {}),
});

describe('deliveries', () => {
  it.each(['item:added', 'item:updated', 'item:completed', 'item:uncompleted'])(
    'of %s name the project',
    name => {
      expect(parse(name, { id: 't', project_id: 'p' })).toEqual([changed('p')]);
    },
  );

  it('of a deletion name the task', () => {
    expect(parse('item:deleted', { id: 't', project_id: 'p' })).toEqual([changed('p', 't')]);
  });

  it('of a move name both projects, and the task as gone from the first', () => {
    const extra = { old_item: { id: 't', project_id: 'before' }, update_intent: 'item_moved' };
    expect(parse('item:updated', { id: 't', project_id: 'p' }, extra)).toEqual([
      changed('p'),
      changed('before', 't'),
    ]);
  });

  it('of an update within the project name it once', () => {
    const extra = { old_item: { id: 't', project_id: 'p' } };
    expect(parse('item:updated', { id: 't', project_id: 'p' }, extra)).toEqual([changed('p')]);
  });

  it('of comments name the project of their task, or leave it open', () => {
    expect(parse('note:added', { id: 'n', item_id: 't', item: { project_id: 'p' } })).toEqual([changed('p')]);
    expect(parse('note:deleted', { id: 'n', item_id: 't' })).toEqual([changed(null)]);
    expect(parse('note:added', { id: 'n', project_id: 'p' })).toEqual([]);
  });

  it('of sections and labels start what they are named in', () => {
    expect(parse('section:updated', { id: 's', project_id: 'p' })).toEqual([changed('p')]);
    expect(parse('section:added', { id: 's', project_id: 'p' })).toEqual([]);
    expect(parse('label:updated', { id: 'l', name: 'x' })).toEqual([changed(null)]);
  });

  it('of projects are for people', () => {
    expect(parse('project:archived', { id: 'p', name: 'Plan' })).toEqual([
      { kind: 'notice', type: 'project.archived', data: { containerId: 'p', name: 'Plan' } },
    ]);
  });

  it('take ids as numbers, as older versions wrote them', () => {
    expect(parse('item:deleted', { id: 7, project_id: 12 })).toEqual([changed('12', '7')]);
  });

  it('say nothing when they are unknown or make no sense', () => {
    expect(parse('reminder:fired', { id: 'r' })).toEqual([]);
    for (const data of [null, 7, 'x', []]) expect(parse('item:added', data)).toEqual([]);
  });
});
