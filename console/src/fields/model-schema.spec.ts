import { describe, expect, it } from '@jest/globals';
import { modelNames } from '../../../libs/unified-models/models.js';
import { modelShape, problemsOf } from './model-schema.js';

const kinds = (model: string) =>
  Object.fromEntries((modelShape(model)?.fields ?? []).map(({ name, kind }) => [name, kind]));

describe('the inputs of a model', () => {
  it('exist for every field of every model', () => {
    for (const model of modelNames) expect(Object.keys(kinds(model)).length).toBeGreaterThan(10);
    expect(modelShape('constructor')).toBeNull();
  });

  it('are the simplest that can hold the field', () => {
    expect(kinds('calendar_event')).toMatchObject({
      title: 'line',
      description: 'text',
      start: 'event_time',
      end: 'event_time',
      status: 'choice',
      attendees: 'json',
      categories: 'words',
      recurrence: 'json',
    });
    expect(kinds('task')).toMatchObject({
      due: 'date',
      dueAt: 'instant',
      labels: 'words',
      position: 'number',
    });
    expect(kinds('contact')).toMatchObject({ active: 'yes_no', emails: 'json', groups: 'words' });
  });

  it('know what may be empty, what may be left out, and what only the creator sets', () => {
    const task = modelShape('task')?.fields ?? [];
    expect(task.find(({ name }) => name === 'title')).toMatchObject({ isNullable: false, hasDefault: false });
    expect(task.find(({ name }) => name === 'due')).toMatchObject({ isNullable: true, hasDefault: true });
    expect(task.find(({ name }) => name === 'url')).toMatchObject({ isOnlyForCreation: true });
  });
});

describe('what the hub would refuse', () => {
  it('is said at its field before it is sent', () => {
    expect(problemsOf('task', { title: '' })).toHaveProperty('title');
    expect(problemsOf('task', { title: 'Call Ada' })).toEqual({});
    const day = { kind: 'date', date: '2026-12-01' };
    expect(problemsOf('calendar_event', { title: 'x', start: day, end: day })).toHaveProperty('end');
  });
});
