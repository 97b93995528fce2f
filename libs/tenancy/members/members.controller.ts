import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow, Fresh, NotReplayable } from '../access/access.js';
import { MemberSessions } from './member-sessions.service.js';
import { Members } from './members.service.js';
import { PageQuery } from '../page-query.js';
import { Caller, type Principal } from '../access/principal.js';
import {
  ChangeMember,
  CreatedSession,
  CreateMember,
  CreateSession,
  MemberPage,
  MemberView,
} from './members.dto.js';
import { viewMember } from '../views.js';

@ApiTags('members')
@Controller('v1/organizations/:organizationId/members')
export class MembersController {
  constructor(
    private readonly members: Members,
    private readonly sessions: MemberSessions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Members' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MemberPage })
  list(@Query({ schema: PageQuery }) query: PageQuery) {
    return this.members.list(query);
  }

  @Post()
  @ApiOperation({ summary: 'Add a member' })
  @Allow('owner', 'admin')
  @ApiCreatedResponse({ standardSchema: MemberView })
  create(@Body({ schema: CreateMember }) body: z.infer<typeof CreateMember>, @Caller() by: Principal) {
    return this.members.create(body, by);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One member' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MemberView })
  async get(@Param('id') id: string) {
    return viewMember(await this.members.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a member’s name, role or status' })
  @Fresh()
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: MemberView })
  change(
    @Param('id') id: string,
    @Body({ schema: ChangeMember }) body: z.infer<typeof ChangeMember>,
    @Caller() by: Principal,
  ) {
    return this.members.change(id, body, by);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove a member; their keys and sessions end' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  remove(@Param('id') id: string, @Caller() by: Principal) {
    return this.members.remove(id, by);
  }

  @Post(':id/sessions')
  @ApiOperation({ summary: 'Open a session for a member; its token is shown this once' })
  @Allow('owner', 'admin')
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: CreatedSession })
  openSession(
    @Param('id') id: string,
    @Body({ schema: CreateSession }) body: z.infer<typeof CreateSession>,
    @Caller() by: Principal,
  ) {
    return this.sessions.mint(id, body, by);
  }
}
