import { defineEntity, p } from '@mikro-orm/core';
import { organizationScoped } from '#database';

const EndpointReplaySchema = defineEntity({
  name: 'EndpointReplay',
  tableName: 'endpoint_replay',
  properties: {
    ...organizationScoped,
    endpointId: p.uuid(),
    /** `range`: every event of the time, also those never delivered here. `failed`: what ended dead. */
    kind: p.text().$type<'range' | 'failed'>(),
    fromAt: p.datetime(),
    toAt: p.datetime(),
    /** Everything up to this place of the feed is done. */
    position: p.bigint('number'),
    replayed: p.integer(),
    status: p.text().$type<'running' | 'done'>(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().nullable(),
  },
});
/** A wish to send a stretch of events again; an endpoint has one at a time. */
export class EndpointReplay extends EndpointReplaySchema.class {}
EndpointReplaySchema.setClass(EndpointReplay);
