import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { Clock } from '#kernel';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { RunProgress } from './run-progress.js';
import { Runs } from './runs.service.js';
import { SyncRun } from './sync-run.entity.js';
import { RunList, RunView, StartRun } from './syncs.dto.js';
import { Syncs } from './syncs.service.js';
import { viewRun } from './syncs.view.js';

@ApiTags('runs')
@Controller('v1/organizations/:organizationId/syncs/:syncId/runs')
export class RunsController {
  constructor(
    private readonly em: EntityManager,
    private readonly syncs: Syncs,
    private readonly runs: Runs,
    private readonly progress: RunProgress,
    private readonly clock: Clock,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Start a run, or return the one that is active' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async start(@Param('syncId') syncId: string, @Body({ schema: StartRun }) body: StartRun): Promise<RunView> {
    return this.view(await this.runs.start(await this.syncs.get(syncId), body));
  }

  /** Newest first. */
  @Get()
  @ApiOperation({ summary: 'Runs of a sync, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RunList })
  async list(@Param('syncId') syncId: string, @Query({ schema: PageQuery }) query: PageQuery) {
    await this.syncs.get(syncId);
    const before = idAfter(query);
    const where = { syncId, ...(before ? { id: { $lt: before } } : {}) };
    const rows = await this.em.find(SyncRun, where, {
      orderBy: { id: 'desc' },
      limit: query.limit + 1,
      refresh: true,
    });
    return pageOf(rows, query.limit, run => this.view(run));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run with its counts and progress' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RunView })
  async get(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.get(syncId, id));
  }

  /** Server-sent events: `progress` whenever it moved, then one `end`. */
  @Get(':id/events')
  @ApiOperation({ summary: 'Follow a run: server-sent events `progress`, then one `end`' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(@Param('syncId') syncId: string, @Param('id') id: string): Promise<StreamableFile> {
    await this.runs.get(syncId, id);
    return new StreamableFile(Readable.from(this.progress.follow(syncId, id)), { type: 'text/event-stream' });
  }

  @Post(':id/pause')
  @ApiOperation({ summary: 'Pause a run after its current page' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async pause(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.ask(syncId, id, 'pause'));
  }

  @Post(':id/resume')
  @ApiOperation({ summary: 'Go on with a paused run' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async resume(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.resume(syncId, id));
  }

  @Post(':id/cancel')
  @ApiOperation({ summary: 'Cancel a run; what it did stays' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async cancel(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.ask(syncId, id, 'cancel'));
  }

  @Post(':id/approve')
  @ApiOperation({ summary: 'Let a held run delete what it names' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async approve(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.approve(syncId, id));
  }

  @Post(':id/reject')
  @ApiOperation({ summary: 'Keep what a held run would have deleted' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async reject(@Param('syncId') syncId: string, @Param('id') id: string): Promise<RunView> {
    return this.view(await this.runs.reject(syncId, id));
  }

  private view(run: SyncRun): RunView {
    return viewRun(run, this.clock.now());
  }
}
