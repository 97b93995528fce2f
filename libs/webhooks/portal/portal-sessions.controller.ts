import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, Caller, NotReplayable, type Principal } from '#tenancy';
import { PortalSessions } from './portal-sessions.service.js';

const CreatePortalSession = z
  .strictObject({
    label: z.string().trim().min(1).max(200).describe('Whom it is for; kept in the audit trail'),
  })
  .meta({ id: 'CreatePortalSession' });

const CreatedPortalSession = z
  .object({
    id: z.uuid(),
    token: z.string().describe('Bearer token for endpoints and deliveries, shown this once'),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'CreatedPortalSession' });

@ApiTags('portal-sessions')
@Controller('v1/organizations/:organizationId/portal-sessions')
export class PortalSessionsController {
  constructor(private readonly sessions: PortalSessions) {}

  @Post()
  @ApiOperation({
    summary: 'Make a token, valid for an hour, that opens endpoints and deliveries and nothing else',
  })
  @Allow('owner', 'admin')
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: CreatedPortalSession })
  async create(
    @Body({ schema: CreatePortalSession }) { label }: z.infer<typeof CreatePortalSession>,
    @Caller() by: Principal,
  ): Promise<z.infer<typeof CreatedPortalSession>> {
    const { session, token } = await this.sessions.create(by, label);
    return { id: session.id, token, expiresAt: session.expiresAt.toISOString() };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'End a portal session' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  async revoke(@Param('id') id: string): Promise<void> {
    await this.sessions.revoke(id);
  }
}
