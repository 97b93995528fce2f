import { EntityManager } from '@mikro-orm/postgresql';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, currentOrganization } from '#kernel';
import { Allow, type AuthenticatedRequest, CredentialCheck, idAfter, pageOf } from '#tenancy';
import { RunListParams } from './run-history.dto.js';
import { endId, RunProgress } from './run-progress.js';
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
    private readonly credentials: CredentialCheck,
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
  async list(@Param('syncId') syncId: string, @Query({ schema: RunListParams }) query: RunListParams) {
    await this.syncs.get(syncId);
    const { status, trigger, receiptId } = query;
    const before = idAfter(query);
    const where = {
      syncId,
      ...(before ? { id: { $lt: before } } : {}),
      ...(status ? { status } : {}),
      ...(trigger ? { trigger } : {}),
      ...(receiptId ? { receiptId } : {}),
    };
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

  /** Server-sent events; each says everything, and a client that comes back gets the present state. */
  @Get(':id/events')
  @ApiOperation({ summary: 'Follow a run: server-sent events `progress`, then one `end`' })
  @Header('connection', 'close')
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(
    @Param('syncId') syncId: string,
    @Param('id') id: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const run = await this.runs.get(syncId, id);
    const lastEventId = request.headers['last-event-id']?.toString() ?? null;
    // https://html.spec.whatwg.org/#server-sent-events-intro: only 204 keeps a client from coming back for ever.
    if (lastEventId === endId && run.finishedAt) return void reply.code(204);
    const organizationId = currentOrganization();
    const isAllowed = () => this.credentials.stillOpens(request, organizationId);
    const events = this.progress.follow({ syncId, id, lastEventId, isAllowed });
    return new StreamableFile(events, { type: 'text/event-stream' });
  }

  @Post(':id/pause')
  @ApiOperation({ summary: 'Pause a run within seconds, in the middle of a page if need be' })
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
