import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { Mirror } from './mirror.entity.js';
import { MirrorForecasts } from './mirror-forecasts.js';
import { MirrorViews } from './mirror-views.js';
import { CreateMirror, MirrorForecast, MirrorList, MirrorView, UpdateMirror } from './mirrors.dto.js';
import { Mirrors } from './mirrors.service.js';

@ApiTags('mirrors')
@Controller('v1/organizations/:organizationId/mirrors')
export class MirrorsController {
  constructor(
    private readonly em: EntityManager,
    private readonly mirrors: Mirrors,
    private readonly forecasts: MirrorForecasts,
    private readonly views: MirrorViews,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make the records of two syncs follow each other' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: MirrorView })
  async create(@Body({ schema: CreateMirror }) body: CreateMirror): Promise<MirrorView> {
    return this.views.of(await this.mirrors.create(body));
  }

  @Post('dry-run')
  @ApiOperation({
    summary: 'How many records a mirror would match, and create on each side; changes nothing',
  })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: MirrorForecast })
  async forecast(@Body({ schema: CreateMirror }) body: CreateMirror): Promise<MirrorForecast> {
    return this.forecasts.of(await this.mirrors.draft(body));
  }

  @Get()
  @ApiOperation({ summary: 'Mirrors' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MirrorList })
  async list(@Query({ schema: PageQuery }) query: PageQuery) {
    const after = idAfter(query);
    const options = { orderBy: { id: 'asc' }, limit: query.limit + 1, refresh: true } as const;
    const rows = await this.em.find(Mirror, after ? { id: { $gt: after } } : {}, options);
    const page = pageOf(rows, query.limit, mirror => mirror);
    const data: MirrorView[] = [];
    for (const mirror of page.data) data.push(await this.views.of(mirror));
    return { data, nextCursor: page.nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mirror with its state and counts' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MirrorView })
  async get(@Param('id') id: string): Promise<MirrorView> {
    return this.views.of(await this.mirrors.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a mirror; what was left alone under the old settings is looked at again' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: MirrorView })
  async update(
    @Param('id') id: string,
    @Body({ schema: UpdateMirror }) body: UpdateMirror,
  ): Promise<MirrorView> {
    return this.views.of(await this.mirrors.update(id, body));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'End a mirror; the records of both sides stay' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  async delete(@Param('id') id: string): Promise<void> {
    await this.mirrors.delete(id);
  }

  @Post(':id/pause')
  @ApiOperation({ summary: 'Pause a mirror; what happens meanwhile is mirrored when it is resumed' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: MirrorView })
  async pause(@Param('id') id: string): Promise<MirrorView> {
    return this.views.of(await this.mirrors.pause(id));
  }

  @Post(':id/resume')
  @ApiOperation({ summary: 'Go on with a paused mirror' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: MirrorView })
  async resume(@Param('id') id: string): Promise<MirrorView> {
    return this.views.of(await this.mirrors.resume(id));
  }

  @Post(':id/approve')
  @ApiOperation({ summary: 'Let the deletions happen that the delete breaker holds' })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: MirrorView })
  async approve(@Param('id') id: string): Promise<MirrorView> {
    return this.views.of(await this.mirrors.approve(id));
  }

  @Post(':id/reject')
  @ApiOperation({ summary: 'Bring back what was deleted, instead of deleting its counterparts' })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: MirrorView })
  async reject(@Param('id') id: string): Promise<MirrorView> {
    return this.views.of(await this.mirrors.reject(id));
  }
}
