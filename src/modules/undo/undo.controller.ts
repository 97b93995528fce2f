import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NIL } from 'uuid';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { StartUndo, UndoItemList, UndoItemQuery, UndoItemView, UndoList, UndoView } from './undo.dto.js';
import { Undo, UndoItem } from './undo.entity.js';
import { UndoViews } from './undo-view.js';
import { Undos } from './undos.service.js';

@ApiTags('undo')
@Controller('v1/organizations/:organizationId')
export class UndoController {
  constructor(
    private readonly em: EntityManager,
    private readonly undos: Undos,
    private readonly views: UndoViews,
  ) {}

  @Post('syncs/:syncId/runs/:id/undo')
  @ApiOperation({ summary: 'Take a run back, here and at the provider, as far as nobody changed it since' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: UndoView })
  async undoRun(
    @Param('syncId') syncId: string,
    @Param('id') id: string,
    @Body({ schema: StartUndo }) { dryRun }: StartUndo,
  ): Promise<UndoView> {
    return this.views.of(await this.undos.ofRun(syncId, id, dryRun));
  }

  @Post('undos/:id/undo')
  @ApiOperation({ summary: 'Undo an undo' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: UndoView })
  async undoUndo(
    @Param('id') id: string,
    @Body({ schema: StartUndo }) { dryRun }: StartUndo,
  ): Promise<UndoView> {
    return this.views.of(await this.undos.ofUndo(id, dryRun));
  }

  @Get('undos')
  @ApiOperation({ summary: 'Undos, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: UndoList })
  async list(@Query({ schema: PageQuery }) query: PageQuery) {
    const before = idAfter(query);
    const where = before ? { id: { $lt: before } } : {};
    const options = { orderBy: { id: 'desc' }, limit: query.limit + 1, refresh: true } as const;
    const page = pageOf(await this.em.find(Undo, where, options), query.limit, undo => undo);
    const data: UndoView[] = [];
    for (const undo of page.data) data.push(await this.views.of(undo));
    return { data, nextCursor: page.nextCursor };
  }

  @Get('undos/:id')
  @ApiOperation({ summary: 'An undo with its progress, or what a dry run found out' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: UndoView })
  async get(@Param('id') id: string): Promise<UndoView> {
    return this.views.of(await this.undos.get(id));
  }

  @Get('undos/:id/items')
  @ApiOperation({
    summary: 'What an undo did, or would do, to each record, and what could not be undone and why',
  })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: UndoItemList })
  async items(@Param('id') id: string, @Query({ schema: UndoItemQuery }) query: UndoItemQuery) {
    await this.undos.get(id);
    const { limit, status } = query;
    const where = { undoId: id, id: { $gt: idAfter(query) ?? NIL }, ...(status ? { status } : {}) };
    const options = { orderBy: { id: 'asc' }, limit: limit + 1, refresh: true } as const;
    const page = pageOf(await this.em.find(UndoItem, where, options), limit, item => item);
    const views = await this.views.items(page.data);
    const data = page.data.flatMap((item): UndoItemView[] => {
      const view = views.get(item.id);
      return view ? [view] : [];
    });
    return { data, nextCursor: page.nextCursor };
  }
}
