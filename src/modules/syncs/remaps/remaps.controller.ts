import { LockMode } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NIL } from 'uuid';
import { z } from 'zod';
import { notFound } from '#kernel';
import { Mappings } from '#mappings';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { Sync } from '../sync.entity.js';
import { Remap } from './remap.entity.js';
import { Remaps } from './remaps.service.js';

export const RemapView = z
  .object({
    id: z.uuid(),
    syncId: z.uuid(),
    mappingVersion: z.int().nullable(),
    status: z.enum(['queued', 'running', 'succeeded', 'failed']),
    progress: z.object({ done: z.int(), expected: z.int() }),
    changed: z.int(),
    outOfFilter: z.int().describe('Records that the filter no longer takes in; the next run decides on them'),
    warnings: z.int().describe('Expressions that failed'),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Remap' });
export type RemapView = z.infer<typeof RemapView>;
const RemapList = z
  .object({ data: z.array(RemapView), nextCursor: z.string().nullable() })
  .meta({ id: 'RemapList' });
const StartRemap = z.strictObject({ syncId: z.uuid() }).meta({ id: 'StartRemap' });

@ApiTags('mappings')
@Controller('v1/organizations/:organizationId/mappings/:id')
export class RemapsController {
  constructor(
    private readonly em: EntityManager,
    private readonly mappings: Mappings,
    private readonly remaps: Remaps,
  ) {}

  @Post('remap')
  @ApiOperation({ summary: 'Read the stored records of a sync anew; the vendor is not called' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: RemapView })
  async remap(
    @Param('id') id: string,
    @Body({ schema: StartRemap }) { syncId }: z.infer<typeof StartRemap>,
  ): Promise<RemapView> {
    const remap = await this.em.transactional(async em => {
      const lock = { refresh: true, lockMode: LockMode.PESSIMISTIC_WRITE } as const;
      const sync = await em.findOne(Sync, { id: syncId, mappingId: id }, lock);
      if (!sync) throw notFound('sync with this mapping');
      return this.remaps.begin(sync, false);
    });
    await this.remaps.wake(syncId);
    return viewRemap(remap);
  }

  @Get('remaps')
  @ApiOperation({ summary: 'Re-mappings with this mapping and how far they are' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RemapList })
  async listRemaps(@Param('id') id: string, @Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>) {
    await this.mappings.get(id);
    const where = { mappingId: id, id: { $gt: idAfter(query) ?? NIL } };
    const order = { orderBy: { id: 'asc' }, limit: query.limit + 1, refresh: true } as const;
    return pageOf(await this.em.find(Remap, where, order), query.limit, viewRemap);
  }
}

const viewRemap = (remap: Remap): RemapView => ({
  id: remap.id,
  syncId: remap.syncId,
  mappingVersion: remap.mappingVersion ?? null,
  status: remap.status,
  progress: { done: remap.done, expected: remap.expected },
  changed: remap.changed,
  outOfFilter: remap.outOfFilter,
  warnings: remap.warnings,
  error: remap.error ?? null,
  createdAt: remap.createdAt.toISOString(),
  finishedAt: remap.finishedAt?.toISOString() ?? null,
});
