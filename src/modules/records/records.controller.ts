import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, PageQuery } from '#tenancy';
import { FeedQuery, FeedReader } from './feed/index.js';
import { RecordHistory } from './history.dto.js';
import { History } from './history.js';
import { RecordReader } from './record-reader.js';
import { CreateRecord, RecordFeedPage, RecordView, UpdateRecord } from './records.dto.js';
import { Records } from './records.service.js';

const GetParams = z.strictObject({ include: z.enum(['remoteData', 'origins']).optional() });

@ApiTags('records')
@Controller('v1/organizations/:organizationId/records')
export class RecordsController {
  constructor(
    private readonly history: History,
    private readonly records: Records,
    private readonly reader: RecordReader,
    private readonly feedReader: FeedReader,
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
  @ApiOperation({
    summary: 'The record feed: what changed since a cursor; or the newest first, or what a search finds',
  })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordFeedPage })
  feed(@Query({ schema: FeedQuery }) query: FeedQuery) {
    return this.feedReader.page(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One record' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordView })
  get(
    @Param('id') id: string,
    @Query({ schema: GetParams }) query: z.infer<typeof GetParams>,
  ): Promise<RecordView> {
    return this.reader.get(id, query.include);
  }

  @Get(':id/history')
  @ApiOperation({
    summary: 'Every version of a record, newest first: who made it, by which run, what was sent',
  })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: RecordHistory })
  versions(@Param('id') id: string, @Query({ schema: PageQuery }) query: PageQuery) {
    return this.history.of(id, query);
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
