import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';
import type { Actor } from '#kernel';
import type { Details, Outcome, PersonalFacts, Target } from './chain/index.js';

/** One link of the chain as stored; written by `Audit` alone, read by lists and exports. */
const AuditEventSchema = defineEntity({
  name: 'AuditEvent',
  tableName: 'audit_event',
  properties: {
    ...organizationScoped,
    sequence: p.bigint('number'),
    occurredAt: p.datetime(),
    action: p.text(),
    outcome: p.text().$type<Outcome>(),
    actor: p.json<Actor>(),
    target: p.json<Target>(),
    details: p.json<Details>(),
    requestId: p.text().nullable(),
    personal: p.json<PersonalFacts>().nullable(),
    personalSalt: p.text().nullable(),
    personalDigest: p.text().nullable(),
    previousHash: p.text(),
    hash: p.text(),
  },
});
export class AuditEvent extends AuditEventSchema.class {}
AuditEventSchema.setClass(AuditEvent);

export const auditEntities = [AuditEventSchema];
