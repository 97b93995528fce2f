import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { notFound } from '#kernel';
import { Allow, idAfter, pageOf } from '#tenancy';
import { Event } from './event.entity.js';
import { EventList, EventQuery, EventView } from './events.dto.js';

@ApiTags('events')
@Controller('v1/organizations/:organizationId/events')
export class EventsController {
  constructor(private readonly em: EntityManager) {}

  @Get()
  @ApiOperation({ summary: 'Events, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EventList })
  async list(@Query({ schema: EventQuery }) query: EventQuery) {
    const before = idAfter(query);
    const { type, limit } = query;
    const where = { ...(type ? { type } : {}), ...(before ? { id: { $lt: before } } : {}) };
    const rows = await this.em.find(Event, where, { orderBy: { id: 'desc' }, limit: limit + 1 });
    return pageOf(rows, limit, viewEvent);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One event' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EventView })
  async get(@Param('id') id: string): Promise<EventView> {
    const event = await this.em.findOne(Event, { id });
    if (!event) throw notFound('event');
    return viewEvent(event);
  }
}

export const viewEvent = ({ id, type, occurredAt, data }: Event): EventView => ({
  id,
  type,
  timestamp: occurredAt.toISOString(),
  data,
});
