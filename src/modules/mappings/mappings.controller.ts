import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NIL } from 'uuid';
import { z } from 'zod';
import { Allow, idAfter, PageQuery, pageOf } from '#tenancy';
import { MappingRow, MappingVersion } from './mapping.entity.js';
import {
  CreateMapping,
  CreateMappingVersion,
  MappingList,
  MappingPreview,
  MappingVersionList,
  MappingView,
  PreviewMapping,
} from './mappings.dto.js';
import { type Defined, Mappings } from './mappings.service.js';
import { MappingPreviews } from './preview.js';

@ApiTags('mappings')
@Controller('v1/organizations/:organizationId/mappings')
export class MappingsController {
  constructor(
    private readonly em: EntityManager,
    private readonly mappings: Mappings,
    private readonly previews: MappingPreviews,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Define a mapping; its first version' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: MappingView })
  async create(@Body({ schema: CreateMapping }) body: CreateMapping): Promise<MappingView> {
    return viewMapping(await this.mappings.create(body));
  }

  @Get()
  @ApiOperation({ summary: 'Mappings, each with its latest version' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MappingList })
  async list(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>) {
    const where = { id: { $gt: idAfter(query) ?? NIL } };
    const rows = await this.em.find(MappingRow, where, { orderBy: { id: 'asc' }, limit: query.limit + 1 });
    const page = pageOf(rows, query.limit, row => row);
    return { ...page, data: await Promise.all(page.data.map(({ id }) => this.get(id))) };
  }

  @Post('preview')
  @ApiOperation({ summary: 'What rules would make of stored records; nothing is kept' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: MappingPreview })
  preview(@Body({ schema: PreviewMapping }) body: PreviewMapping): Promise<MappingPreview> {
    return this.previews.of(body);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mapping with its latest version' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MappingView })
  async get(@Param('id') id: string): Promise<MappingView> {
    return viewMapping(await this.mappings.get(id));
  }

  @Get(':id/versions')
  @ApiOperation({ summary: 'The versions of a mapping, newest first' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MappingVersionList })
  async versions(@Param('id') id: string) {
    await this.mappings.get(id);
    const order = { orderBy: { version: 'desc' }, limit: 200 } as const;
    const rows = await this.em.find(MappingVersion, { mappingId: id }, order);
    return { data: rows.map(viewVersion), nextCursor: null };
  }

  @Post(':id/versions')
  @ApiOperation({ summary: 'A new version; syncs go on with theirs until they are told' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: MappingView })
  async revise(
    @Param('id') id: string,
    @Body({ schema: CreateMappingVersion }) body: z.infer<typeof CreateMappingVersion>,
  ): Promise<MappingView> {
    return viewMapping(await this.mappings.revise(id, body.rules));
  }
}

const viewMapping = ({ mapping, version }: Defined): MappingView => ({
  id: mapping.id,
  name: mapping.name,
  provider: mapping.provider,
  model: mapping.model,
  version: version.version,
  rules: [...version.rules],
  warnings: [...version.warnings],
  createdAt: mapping.createdAt.toISOString(),
  updatedAt: mapping.updatedAt.toISOString(),
});

const viewVersion = (row: MappingVersion) => ({
  mappingId: row.mappingId,
  version: row.version,
  rules: row.rules,
  warnings: row.warnings,
  actor: { kind: row.actorKind, id: row.actorId },
  createdAt: row.createdAt.toISOString(),
});
