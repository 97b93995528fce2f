import type { ProviderSession } from '#provider-sdk';
import type { Person } from '../google-contacts.types.js';
import type { PeopleApi } from './people-api.js';

/**
 * Google takes no id and no key with a new contact. So each carries the id of its record in `clientData`, which people
 * do not see, and is looked for there before it is made.
 */
const key = 'causeway.record';

/** Google’s clock and ours. */
const slackMs = 600_000;

export const markerOf = (recordId: string): { readonly key: string; readonly value: string } => ({
  key,
  value: recordId,
});

/** When a record came to be, by its id (RFC 9562 §5.7); an id of another kind does not say. */
const bornAt = (recordId: string): number => {
  const isVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/i.test(recordId);
  return isVersion7 ? Number.parseInt(recordId.slice(0, 8) + recordId.slice(9, 13), 16) : 0;
};

/**
 * Which contacts carry which record's id, as far back as somebody asked. A contact made for a record is younger than the
 * record, so that looking for it ends at the contacts that were last changed before.
 */
class Markers {
  private readonly found = new Map<string, string>();
  private since = Number.POSITIVE_INFINITY;

  async find(api: PeopleApi, recordId: string): Promise<string | undefined> {
    const from = bornAt(recordId) - slackMs;
    if (!this.found.has(recordId) && from < this.since) await this.look(api, from);
    return this.found.get(recordId);
  }

  add(recordId: string, resourceName: string): void {
    this.found.set(recordId, resourceName);
  }

  /** After a writing whose end we do not know. */
  forget(): void {
    this.found.clear();
    this.since = Number.POSITIVE_INFINITY;
  }

  private async look(api: PeopleApi, from: number): Promise<void> {
    for (const person of await api.changedSince(from)) this.note(person);
    this.since = from;
  }

  private note({ resourceName, clientData }: Person): void {
    for (const entry of clientData ?? [])
      if (entry.key === key && entry.value) this.found.set(entry.value, resourceName);
  }
}

const ofSession = new WeakMap<ProviderSession, Markers>();

/** Those of one run: what it made itself, and what was there when it looked. */
export const markersOf = (session: ProviderSession): Markers => {
  const markers = ofSession.get(session) ?? new Markers();
  ofSession.set(session, markers);
  return markers;
};
