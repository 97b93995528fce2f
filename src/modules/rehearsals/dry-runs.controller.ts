import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { CreateSync, Syncs } from '#syncs';
import { Allow, PageQuery, pageOf } from '#tenancy';
import { historyOf } from './rehearsal-history.js';
import { RehearsalProgressEvents } from './rehearsal-progress.js';
import { DryRunList, DryRunView, StartDryRun } from './rehearsals.dto.js';
import { Rehearsals } from './rehearsals.service.js';
import { viewDryRun } from './rehearsals.view.js';

@ApiTags('dry-runs')
@Controller('v1/organizations/:organizationId')
export class DryRunsController {
  constructor(
    private readonly em: EntityManager,
    private readonly syncs: Syncs,
    private readonly rehearsals: Rehearsals,
    private readonly progress: RehearsalProgressEvents,
  ) {}

  @Post('syncs/:syncId/dry-runs')
  @ApiOperation({
    summary: 'Say what the next run would do, perhaps under other settings, and change nothing',
  })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: DryRunView })
  async start(
    @Param('syncId') syncId: string,
    @Body({ schema: StartDryRun }) { full, retryFailed, ...changes }: StartDryRun,
  ): Promise<DryRunView> {
    const sync = await this.syncs.redraft(syncId, changes);
    const wish = { changes, full, retryFailed };
    return viewDryRun(await this.rehearsals.start({ kind: 'dry_run', sync, wish }));
  }

  @Get('syncs/:syncId/dry-runs')
  @ApiOperation({ summary: 'Dry runs of a sync, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DryRunList })
  async list(@Param('syncId') syncId: string, @Query({ schema: PageQuery }) query: PageQuery) {
    await this.syncs.get(syncId);
    return pageOf(await historyOf(this.em, { kind: 'dry_run', syncId }, query), query.limit, viewDryRun);
  }

  @Post('dry-runs')
  @ApiOperation({ summary: 'Say what the first run of a sync would do that does not exist yet' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: DryRunView })
  async startDraft(@Body({ schema: CreateSync }) draft: CreateSync): Promise<DryRunView> {
    const sync = await this.syncs.draft(draft);
    return viewDryRun(await this.rehearsals.start({ kind: 'dry_run', sync, wish: { draft } }));
  }

  @Get('dry-runs/:id')
  @ApiOperation({ summary: 'One dry run with its findings' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DryRunView })
  async get(@Param('id') id: string): Promise<DryRunView> {
    return viewDryRun(await this.rehearsals.get('dry_run', id));
  }

  @Get('dry-runs/:id/events')
  @ApiOperation({ summary: 'Follow a dry run: server-sent events `progress`, then one `end`' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(@Param('id') id: string): Promise<StreamableFile> {
    await this.rehearsals.get('dry_run', id);
    const events = this.progress.follow(id, viewDryRun);
    return new StreamableFile(Readable.from(events), { type: 'text/event-stream' });
  }

  @Post('dry-runs/:id/cancel')
  @ApiOperation({ summary: 'Cancel a dry run' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: DryRunView })
  async cancel(@Param('id') id: string): Promise<DryRunView> {
    return viewDryRun(await this.rehearsals.cancel('dry_run', id));
  }
}
