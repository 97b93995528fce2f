import { describe, expect, it } from '@jest/globals';
import { EventFilter, typeMatches, wants } from './event-filter.js';

describe('what an endpoint wants', () => {
  it('is named by type, by family or altogether', () => {
    expect(typeMatches('record.updated', 'record.updated')).toBe(true);
    expect(typeMatches('record.updated', 'record.updated.twice')).toBe(false);
    expect(typeMatches('record.*', 'record.created')).toBe(true);
    expect(typeMatches('record.*', 'recorder.created')).toBe(false);
    expect(typeMatches('*', 'anything.at_all')).toBe(true);
  });

  it('holds only when every filter holds, without conversion of types', () => {
    const interest = {
      eventTypes: ['record.*'],
      filters: [
        { path: 'sync.id', equals: 'a' },
        { path: 'count', equals: 1 },
      ],
    };
    expect(wants(interest, 'record.created', { sync: { id: 'a' }, count: 1 })).toBe(true);
    expect(wants(interest, 'record.created', { sync: { id: 'a' }, count: '1' })).toBe(false);
    expect(wants(interest, 'record.created', { count: 1 })).toBe(false);
    expect(wants(interest, 'sync.created', { sync: { id: 'a' }, count: 1 })).toBe(false);
  });

  it('does not look into what objects inherit', () => {
    const interest = { eventTypes: ['*'], filters: [{ path: 'constructor.name', equals: 'Object' }] };
    expect(wants(interest, 'a.b', {})).toBe(false);
  });

  it('is refused when the path is none', () => {
    for (const path of ['', 'a..b', '.a', 'a[0]', 'a.b.c.d.e.f.g.h.i']) {
      expect(EventFilter.safeParse({ path, equals: 1 }).success).toBe(false);
    }
  });
});
