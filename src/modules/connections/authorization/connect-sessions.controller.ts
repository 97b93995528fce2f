import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, NotReplayable } from '#tenancy';
import { ConnectSessionView, CreateConnectSession } from '../connections.dto.js';
import { viewConnectSession } from '../connections.view.js';
import type { ConnectSession } from './connect-session.entity.js';
import { ConnectSessions } from './connect-sessions.service.js';

@ApiTags('connect-sessions')
@Controller('v1/organizations/:organizationId/connect-sessions')
export class ConnectSessionsController {
  constructor(private readonly sessions: ConnectSessions) {}

  @Post()
  @ApiOperation({ summary: 'Make a single-use link by which a person connects their account' })
  @Allow('owner', 'admin', 'member')
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: ConnectSessionView })
  async create(
    @Body({ schema: CreateConnectSession }) body: CreateConnectSession,
  ): Promise<ConnectSessionView> {
    const { session, url } = await this.sessions.create(body);
    return { ...this.view(session), url };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Whether the person has connected' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ConnectSessionView })
  async get(@Param('id') id: string): Promise<ConnectSessionView> {
    return this.view(await this.sessions.get(id));
  }

  private view(session: ConnectSession): ConnectSessionView {
    return viewConnectSession(session, this.sessions.statusOf(session));
  }
}
