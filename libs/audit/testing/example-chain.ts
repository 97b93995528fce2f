import {
  type ChainedFacts,
  type ChainHead,
  type ExportedEvent,
  formatEnd,
  formatEvent,
  formatStart,
  genesis,
  hashOf,
  sealPersonal,
} from '../chain/index.js';

/** Chains as the hub would write them, for tests that then break them. */
export const exampleOrganization = '018f0000-0000-7000-8000-000000000001';
export const foreignOrganization = '018f0000-0000-7000-8000-000000000002';

export const extend = (before: ChainHead, facts: Partial<ChainedFacts> = {}): ExportedEvent => {
  const sequence = before.sequence + 1;
  const { personal, personalSalt, personalDigest } = sealPersonal({
    address: '192.0.2.7',
    userAgent: 'curl/8 é',
  });
  const chained: ChainedFacts = {
    id: `018f0000-0000-7000-9000-${String(sequence).padStart(12, '0')}`,
    organizationId: exampleOrganization,
    sequence,
    occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, sequence)).toISOString(),
    action: 'sync.created',
    outcome: 'success',
    actor: { kind: 'member', id: `member-${sequence}` },
    target: { type: 'sync', id: `sync-${sequence}` },
    details: { count: sequence, note: 'grüße\u2028"quoted"', nested: { list: [1, 2.5, null, true] } },
    requestId: `request-${sequence}`,
    personalDigest,
    previousHash: before.hash,
    ...facts,
  };
  return { ...chained, personal, personalSalt, hash: hashOf(chained) };
};

export const exampleChain = (length: number, facts: Partial<ChainedFacts> = {}): ExportedEvent[] => {
  const events: ExportedEvent[] = [];
  for (let i = 0; i < length; i += 1) events.push(extend(events.at(-1) ?? genesis, facts));
  return events;
};

/** Hashes every event anew, as somebody would who owns the database. */
export const recompute = (events: readonly ExportedEvent[]): ExportedEvent[] => {
  let before: ChainHead = genesis;
  return events.map(({ personal, personalSalt, hash: _hash, ...rest }) => {
    const facts = { ...rest, sequence: before.sequence + 1, previousHash: before.hash };
    const event = { ...facts, personal, personalSalt, hash: hashOf(facts) };
    before = event;
    return event;
  });
};

export const exported = (events: readonly ExportedEvent[]): string[] => {
  const first = events[0];
  const before = first ? { sequence: first.sequence - 1, hash: first.previousHash } : genesis;
  return [
    formatStart(exampleOrganization, before),
    ...events.map(formatEvent),
    formatEnd(events.length, events.at(-1) ?? genesis),
  ];
};
