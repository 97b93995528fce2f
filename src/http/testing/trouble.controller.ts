import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { HubError } from '#kernel';
import { AcceptsForm, AcceptsRaw, Allow, PageQuery, Public, idAfter } from '#tenancy';
import { Unlimited } from '../limits/rate-limit.guard.js';

export const Parcel = z
  .strictObject({
    name: z.string().max(50),
    weight: z.number().default(1),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: 'Parcel' });

/** Routes on which everything goes wrong that can. */
@Controller()
export class TroubleController {
  private served = 0;

  constructor(private readonly em: EntityManager) {}

  @Get('forgotten')
  forgotten(): string {
    return 'nobody opened this route';
  }

  @Post('open')
  @Public('test')
  open(@Body({ schema: Parcel }) body: z.infer<typeof Parcel>) {
    return body;
  }

  @Get('open/list')
  @Public('test')
  list(@Query({ schema: PageQuery }) query: PageQuery) {
    return { after: idAfter(query) };
  }

  @Post('open/form')
  @Public('test')
  @AcceptsForm()
  form(@Body() body: unknown) {
    return body;
  }

  @Post('open/raw')
  @Public('test')
  @AcceptsRaw()
  raw(@Body() body: Buffer) {
    return { bytes: body.toString('hex') };
  }

  @Get('open/sql')
  @Public('test')
  async sql(@Query('text') text: string) {
    return this.em.execute(text);
  }

  @Get('open/crash')
  @Public('test')
  crash(): never {
    throw new Error('password=hunter2 in select * from secrets');
  }

  @Get('open/health')
  @Public('test')
  @Unlimited()
  health() {
    return { status: 'ok' };
  }

  @Post('v1/organizations/:organizationId/parcels')
  @HttpCode(202)
  @Allow('owner', 'admin')
  async slow(@Body({ schema: Parcel }) body: z.infer<typeof Parcel>) {
    await sleep(100);
    if (body.name === 'broken') throw new HubError('unavailable', 503, 'Try again.', { retryable: true });
    return { ...body, served: ++this.served };
  }
}
