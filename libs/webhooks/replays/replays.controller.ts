import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import type { EndpointReplay } from './replay.entity.js';
import { ReplayView, StartReplay } from './replays.dto.js';
import { Replays } from './replays.service.js';

@ApiTags('endpoint-replays')
@Controller('v1/organizations/:organizationId/endpoints/:endpointId')
export class ReplaysController {
  constructor(private readonly replays: Replays) {}

  @Post('replay')
  @ApiOperation({ summary: 'Send a stretch of events again, or everything that failed since a time' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: ReplayView })
  async start(
    @Param('endpointId') endpointId: string,
    @Body({ schema: StartReplay }) body: StartReplay,
  ): Promise<ReplayView> {
    return view(await this.replays.start(endpointId, body));
  }

  @Get('replays/:id')
  @ApiOperation({ summary: 'How far a replay is' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ReplayView })
  async get(@Param('endpointId') endpointId: string, @Param('id') id: string): Promise<ReplayView> {
    return view(await this.replays.get(endpointId, id));
  }
}

const view = (replay: EndpointReplay): ReplayView => ({
  id: replay.id,
  endpointId: replay.endpointId,
  kind: replay.kind,
  from: replay.fromAt.toISOString(),
  to: replay.toAt.toISOString(),
  replayed: replay.replayed,
  status: replay.status,
  createdAt: replay.createdAt.toISOString(),
  finishedAt: replay.finishedAt?.toISOString() ?? null,
});
