import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { Clock } from '#kernel';
import { RunView, Syncs, viewRun } from '#syncs';
import { Allow, PageQuery, pageOf } from '#tenancy';
import { DriftRepair } from './drift-repair.js';
import { historyOf } from './rehearsal-history.js';
import { RehearsalProgressEvents } from './rehearsal-progress.js';
import { DriftAuditList, DriftAuditView, StartDriftAudit } from './rehearsals.dto.js';
import { Rehearsals } from './rehearsals.service.js';
import { viewDriftAudit } from './rehearsals.view.js';

@ApiTags('drift-audits')
@Controller('v1/organizations/:organizationId')
export class DriftAuditsController {
  constructor(
    private readonly em: EntityManager,
    private readonly syncs: Syncs,
    private readonly rehearsals: Rehearsals,
    private readonly progress: RehearsalProgressEvents,
    private readonly repairs: DriftRepair,
    private readonly clock: Clock,
  ) {}

  @Post('syncs/:syncId/drift-audits')
  @ApiOperation({ summary: 'Compare all records, or a sample, with what the provider holds' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: DriftAuditView })
  async start(
    @Param('syncId') syncId: string,
    @Body({ schema: StartDriftAudit }) { sample }: StartDriftAudit,
  ): Promise<DriftAuditView> {
    const sync = await this.syncs.get(syncId);
    return viewDriftAudit(await this.rehearsals.start({ kind: 'drift_audit', sync, wish: { sample } }));
  }

  @Get('syncs/:syncId/drift-audits')
  @ApiOperation({ summary: 'Drift audits of a sync, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DriftAuditList })
  async list(@Param('syncId') syncId: string, @Query({ schema: PageQuery }) query: PageQuery) {
    await this.syncs.get(syncId);
    const rows = await historyOf(this.em, { kind: 'drift_audit', syncId }, query);
    return pageOf(rows, query.limit, viewDriftAudit);
  }

  @Get('drift-audits/:id')
  @ApiOperation({ summary: 'One drift audit with its score and samples' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: DriftAuditView })
  async get(@Param('id') id: string): Promise<DriftAuditView> {
    return viewDriftAudit(await this.rehearsals.get('drift_audit', id));
  }

  @Get('drift-audits/:id/events')
  @ApiOperation({ summary: 'Follow a drift audit: server-sent events `progress`, then one `end`' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(@Param('id') id: string): Promise<StreamableFile> {
    await this.rehearsals.get('drift_audit', id);
    const events = this.progress.follow(id, viewDriftAudit);
    return new StreamableFile(Readable.from(events), { type: 'text/event-stream' });
  }

  @Post('drift-audits/:id/cancel')
  @ApiOperation({ summary: 'Cancel a drift audit' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: DriftAuditView })
  async cancel(@Param('id') id: string): Promise<DriftAuditView> {
    return viewDriftAudit(await this.rehearsals.cancel('drift_audit', id));
  }

  @Post('drift-audits/:id/repair')
  @ApiOperation({ summary: 'Start a full run that trusts nothing the audit found to differ' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RunView })
  async repair(@Param('id') id: string): Promise<RunView> {
    return viewRun(await this.repairs.start(id), this.clock.now());
  }
}
