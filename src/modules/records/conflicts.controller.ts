import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { ConflictInbox } from './conflict-inbox.js';
import {
  ConflictList,
  ConflictQuery,
  ConflictView,
  ResolveConflict,
  ResolveConflicts,
  ResolvedConflicts,
} from './conflicts.dto.js';
import { Conflicts } from './conflicts.service.js';

@ApiTags('conflicts')
@Controller('v1/organizations/:organizationId/conflicts')
export class ConflictsController {
  constructor(
    private readonly inbox: ConflictInbox,
    private readonly conflicts: Conflicts,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Conflicts, open ones unless asked otherwise, with who changed what and a suggestion',
  })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConflictList })
  list(@Query({ schema: ConflictQuery }) query: ConflictQuery) {
    return this.inbox.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One conflict with its three sides' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConflictView })
  async get(@Param('id') id: string): Promise<ConflictView> {
    return this.inbox.view(await this.conflicts.get(id));
  }

  @Post('resolve')
  @ApiOperation({ summary: 'Decide many conflicts in one call; each is decided on its own' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: ResolvedConflicts })
  resolveMany(@Body({ schema: ResolveConflicts }) body: ResolveConflicts): Promise<ResolvedConflicts> {
    return this.conflicts.resolveMany(body);
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
    return this.inbox.view(await this.conflicts.resolve(id, body.choices));
  }
}
