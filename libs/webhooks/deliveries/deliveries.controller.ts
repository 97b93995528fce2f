import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { notFound } from '#kernel';
import { Allow, idAfter, pageOf } from '#tenancy';
import { Event } from '../events/event.entity.js';
import { viewEvent } from '../events/events.controller.js';
import { Replays } from '../replays/replays.service.js';
import { DeliveryDetail, DeliveryList, DeliveryQuery, DeliveryView } from './deliveries.dto.js';
import { viewAttempt, viewDelivery, viewFirstAttempt } from './deliveries.view.js';
import { Delivery, DeliveryAttempt } from './delivery.entity.js';

const mostAttempts = 100;

@ApiTags('deliveries')
@Controller('v1/organizations/:organizationId/deliveries')
export class DeliveriesController {
  constructor(
    private readonly em: EntityManager,
    private readonly replays: Replays,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Deliveries, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DeliveryList })
  async list(@Query({ schema: DeliveryQuery }) query: DeliveryQuery) {
    const { limit, endpointId, eventId, eventType, status } = query;
    const before = idAfter(query);
    const where = {
      ...(endpointId ? { endpointId } : {}),
      ...(eventId ? { eventId } : {}),
      ...(eventType ? { eventType } : {}),
      ...(status ? { status } : {}),
      ...(before ? { id: { $lt: before } } : {}),
    };
    const rows = await this.em.find(Delivery, where, { orderBy: { id: 'desc' }, limit: limit + 1 });
    return pageOf(rows, limit, viewDelivery);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One delivery with its event and its latest attempts' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DeliveryDetail })
  async get(@Param('id') id: string): Promise<DeliveryDetail> {
    const delivery = await this.em.findOne(Delivery, { id });
    if (!delivery) throw notFound('delivery');
    const event = await this.em.findOneOrFail(Event, { id: delivery.eventId });
    const options = { orderBy: { id: 'desc' as const }, limit: mostAttempts };
    const attempts = await this.em.find(DeliveryAttempt, { deliveryId: id }, options);
    return {
      ...viewDelivery(delivery),
      event: viewEvent(event),
      attemptList: [...viewFirstAttempt(delivery), ...attempts.map(viewAttempt).reverse()],
    };
  }

  @Post(':id/replay')
  @ApiOperation({ summary: 'Send again, with ten new attempts; one that waits already stays as it is' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: DeliveryView })
  async replay(@Param('id') id: string): Promise<DeliveryView> {
    return viewDelivery(await this.replays.one(id));
  }
}
