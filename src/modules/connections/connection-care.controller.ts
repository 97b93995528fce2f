import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, NotReplayable } from '#tenancy';
import { ConnectionCare } from './connection-care.service.js';
import {
  ConnectSessionView,
  ConnectionView,
  ReconnectConnection,
  TransferConnection,
} from './connections.dto.js';
import { ConnectionViews } from './connection-views.js';
import { viewConnectSession } from './connections.view.js';

/** What happens to a connection in the course of time. */
@ApiTags('connections')
@Controller('v1/organizations/:organizationId/connections/:id')
export class ConnectionCareController {
  constructor(
    private readonly care: ConnectionCare,
    private readonly views: ConnectionViews,
  ) {}

  @Post('reconnect')
  @ApiOperation({ summary: 'Make a link by which the person authorizes this connection again' })
  @Allow('owner', 'admin', 'member')
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: ConnectSessionView })
  async reconnect(
    @Param('id') id: string,
    @Body({ schema: ReconnectConnection }) body: ReconnectConnection,
  ): Promise<ConnectSessionView> {
    const { session, url } = await this.care.reconnect(id, body);
    return { ...viewConnectSession(session, 'open'), url };
  }

  @Post('transfer')
  @ApiOperation({ summary: 'Give a connection to another member or person, when somebody leaves' })
  @HttpCode(200)
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: ConnectionView })
  async transfer(
    @Param('id') id: string,
    @Body({ schema: TransferConnection }) body: TransferConnection,
  ): Promise<ConnectionView> {
    return this.views.of(await this.care.transfer(id, body));
  }
}
