import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'event',
  properties: {
    ...organizationScoped,
    type: p.text(),
    occurredAt: p.datetime(),
    data: p.json<Readonly<Record<string, unknown>>>(),
    consentId: p.uuid().nullable(),
    /** Place in the organization's feed; null until the fan-out has seen it, milliseconds after its commit. */
    position: p.bigint('number').nullable(),
  },
});
/** Something that happened. Written through the Outbox only. */
export class Event extends EventSchema.class {}
EventSchema.setClass(Event);
