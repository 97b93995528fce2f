import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NIL } from 'uuid';
import { z } from 'zod';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { Conflicts } from './conflicts.service.js';
import { Conflict } from './record.entity.js';
import { ConflictList, ConflictView, ResolveConflict } from './records.dto.js';

const ListParams = PageQuery.extend({
  status: z.enum(['open', 'resolved', 'closed']).default('open'),
  syncId: z.uuid().optional(),
});

@ApiTags('conflicts')
@Controller('v1/organizations/:organizationId/conflicts')
export class ConflictsController {
  constructor(
    private readonly em: EntityManager,
    private readonly conflicts: Conflicts,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Conflicts, open ones unless asked otherwise' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConflictList })
  async list(@Query({ schema: ListParams }) query: z.infer<typeof ListParams>) {
    const { limit, status, syncId } = query;
    const where = { id: { $gt: idAfter(query) ?? NIL }, status, ...(syncId ? { syncId } : {}) };
    const rows = await this.em.find(Conflict, where, { orderBy: { id: 'asc' }, limit: limit + 1 });
    return pageOf(rows, limit, viewConflict);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One conflict with its three sides' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConflictView })
  async get(@Param('id') id: string): Promise<ConflictView> {
    return viewConflict(await this.conflicts.get(id));
  }

  @Post(':id/resolve')
  @ApiOperation({ summary: 'Decide a conflict; the decision goes out to the provider' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: ConflictView })
  async resolve(
    @Param('id') id: string,
    @Body({ schema: ResolveConflict }) body: ResolveConflict,
  ): Promise<ConflictView> {
    return viewConflict(await this.conflicts.resolve(id, body.choices));
  }
}

const viewConflict = (conflict: Conflict): ConflictView => ({
  id: conflict.id,
  syncId: conflict.syncId,
  recordId: conflict.recordId,
  status: conflict.status,
  fields: conflict.fields as ConflictView['fields'],
  base: (conflict.base as Record<string, unknown> | undefined) ?? null,
  local: conflict.local,
  remote: conflict.remote,
  resolution: conflict.resolution ?? null,
  openedAt: conflict.openedAt.toISOString(),
  updatedAt: conflict.updatedAt.toISOString(),
  settledAt: conflict.settledAt?.toISOString() ?? null,
});
