import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Queues } from '#jobs';
import { Clock, notFound, PageCursor } from '#kernel';
import { Caller, Operator, PageQuery, type Principal } from '#tenancy';
import { QueueOperations } from './operations.service.js';
import * as dto from './queues.dto.js';

@ApiTags('admin-queues')
@Operator()
@Controller('admin/v1')
export class QueuesController {
  constructor(
    private readonly queues: Queues,
    private readonly operations: QueueOperations,
    private readonly clock: Clock,
  ) {}

  @Get('queues')
  @ApiOperation({ summary: 'Work by task: what waits, runs, fails and is dead' })
  @ApiOkResponse({ standardSchema: dto.QueueList })
  async list(): Promise<z.infer<typeof dto.QueueList>> {
    const [figures, pauses] = await Promise.all([this.queues.figures(), this.operations.pauses()]);
    const paused = new Set(pauses.filter(pause => pause.kind === 'task').map(pause => pause.key));
    const now = this.clock.now().getTime();
    const data = figures.map(({ oldestAtMs, ...queue }) => ({
      ...queue,
      oldestSeconds: oldestAtMs === null ? null : Math.max(0, now - oldestAtMs) / 1000,
      paused: paused.has(queue.task),
    }));
    return { data, nextCursor: null };
  }

  @Get('queues/pauses')
  @ApiOperation({ summary: 'What is paused' })
  @ApiOkResponse({ standardSchema: dto.PauseList })
  async pauses() {
    return { data: await this.operations.pauses(), nextCursor: null };
  }

  @Post('queues/pauses')
  @ApiOperation({ summary: 'Pause a task, a provider or an organization; due work stays due' })
  @ApiCreatedResponse({ standardSchema: dto.PauseView })
  pause(@Body({ schema: dto.CreatePause }) body: z.infer<typeof dto.CreatePause>, @Caller() by: Principal) {
    return this.operations.pause(body, by);
  }

  @Delete('queues/pauses')
  @ApiOperation({ summary: 'End a pause; what waited runs within two seconds' })
  @HttpCode(204)
  @ApiNoContentResponse()
  resume(
    @Query({ schema: dto.PauseTarget }) target: z.infer<typeof dto.PauseTarget>,
    @Caller() by: Principal,
  ) {
    return this.operations.resume(target, by);
  }

  @Get('queues/:task/failing')
  @ApiOperation({ summary: 'Lanes whose last run threw, with the error and the time of the next attempt' })
  @ApiOkResponse({ standardSchema: dto.FailingPage })
  async failing(@Param('task') task: string, @Query({ schema: PageQuery }) query: PageQuery) {
    if (!this.queues.has(task)) throw notFound('queue');
    const { limit, cursor } = query;
    const after = cursor === undefined ? null : String(PageCursor.decode(cursor, ['string'])[0]);
    const rows = await this.queues.failing(task, { limit: limit + 1, after });
    const data = rows.slice(0, limit);
    const last = data.at(-1);
    return { data, nextCursor: rows.length > limit && last ? PageCursor.encode([last.lane]) : null };
  }

  @Get('queues/:task/dead')
  @ApiOperation({ summary: 'Work of a task that was given up' })
  @ApiOkResponse({ standardSchema: dto.DeadPage })
  dead(@Param('task') task: string, @Query({ schema: PageQuery }) query: PageQuery) {
    const dead = this.queues.deadOf(task);
    if (!dead) throw notFound('queue');
    return dead.list(query);
  }

  @Post('queues/:task/dead/replay')
  @ApiOperation({ summary: 'Make dead work due again' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: dto.Replayed })
  async replay(
    @Param('task') task: string,
    @Body({ schema: dto.ReplayDead }) body: z.infer<typeof dto.ReplayDead>,
    @Caller() by: Principal,
  ) {
    return { replayed: await this.operations.replay(task, body.ids, by) };
  }

  @Get('organizations/:id/weight')
  @ApiOperation({ summary: 'The weight of an organization’s work' })
  @ApiOkResponse({ standardSchema: dto.Weight })
  weight(@Param('id') id: string): Promise<z.infer<typeof dto.Weight>> {
    return this.operations.weight(id);
  }

  @Put('organizations/:id/weight')
  @ApiOperation({ summary: 'How many of an organization’s lanes run for one of each other' })
  @ApiOkResponse({ standardSchema: dto.Weight })
  async weigh(
    @Param('id') id: string,
    @Body({ schema: dto.Weight }) body: z.infer<typeof dto.Weight>,
    @Caller() by: Principal,
  ) {
    await this.operations.weigh(id, body, by);
    return body;
  }
}
