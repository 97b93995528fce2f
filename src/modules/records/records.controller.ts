import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { notFound } from '#kernel';
import { Allow } from '#tenancy';
import { RecordReader } from './record-reader.js';
import { RecordRow, RecordVersion } from './record.entity.js';
import { CreateRecord, RecordFeedPage, RecordHistory, RecordView, UpdateRecord } from './records.dto.js';
import { Records } from './records.service.js';

const FeedParams = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  syncId: z.uuid().optional(),
  state: z.enum(['clean', 'dirty', 'conflict', 'delete_pending']).optional(),
});
const GetParams = z.strictObject({ include: z.literal('remoteData').optional() });

@ApiTags('records')
@Controller('v1/organizations/:organizationId/records')
export class RecordsController {
  constructor(
    private readonly em: EntityManager,
    private readonly records: Records,
    private readonly reader: RecordReader,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a record; it goes out to the provider' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RecordView })
  async create(@Body({ schema: CreateRecord }) body: CreateRecord): Promise<RecordView> {
    return this.reader.get(await this.records.create(body.syncId, body.fields));
  }

  @Get()
  @ApiOperation({ summary: 'The record feed: what changed since a cursor' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordFeedPage })
  feed(@Query({ schema: FeedParams }) query: z.infer<typeof FeedParams>) {
    return this.reader.feed(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One record' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordView })
  get(
    @Param('id') id: string,
    @Query({ schema: GetParams }) query: z.infer<typeof GetParams>,
  ): Promise<RecordView> {
    return this.reader.get(id, query.include === 'remoteData');
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'Earlier versions of a record and what replaced them' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordHistory })
  async history(@Param('id') id: string) {
    if (!(await this.em.count(RecordRow, { id }))) throw notFound('record');
    const versions = await this.em.find(
      RecordVersion,
      { recordId: id },
      { orderBy: { revision: 'desc' }, limit: 200 },
    );
    const data = versions.map(version => ({
      revision: version.revision,
      fields: version.fields,
      deleted: version.deleted,
      replacedBy: {
        cause: version.cause,
        runId: version.runId ?? null,
        actor: { kind: version.actorKind, id: version.actorId },
        at: version.replacedAt.toISOString(),
        superseded: version.superseded,
      },
    }));
    return { data, nextCursor: null };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change fields of a record; the change goes out to the provider' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RecordView })
  async update(
    @Param('id') id: string,
    @Body({ schema: UpdateRecord }) body: UpdateRecord,
  ): Promise<RecordView> {
    return this.reader.get(await this.records.update(id, body.fields, body.revision));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a record, at the provider too' })
  @HttpCode(202)
  @Allow('owner', 'admin', 'member')
  @ApiAcceptedResponse({ standardSchema: RecordView })
  async delete(@Param('id') id: string): Promise<RecordView> {
    return this.reader.get(await this.records.delete(id));
  }
}
