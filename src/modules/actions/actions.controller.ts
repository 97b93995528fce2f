import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { ActionPerformer } from './action-performer.js';
import { ActionList, ActionResult, type ActionView, PerformAction } from './actions.dto.js';
import { Actions } from './actions.service.js';
import { viewAction } from './actions.view.js';

@ApiTags('actions')
@Controller('v1/organizations/:organizationId/connections/:connectionId/actions')
export class ActionsController {
  constructor(
    private readonly actions: Actions,
    private readonly performer: ActionPerformer,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What can be asked of the provider besides syncing' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: ActionList })
  async list(@Param('connectionId') connectionId: string): Promise<{ data: ActionView[]; nextCursor: null }> {
    return { data: (await this.actions.of(connectionId)).map(viewAction), nextCursor: null };
  }

  @Post(':name')
  @ApiOperation({
    summary: 'Perform an action at the provider; send an Idempotency-Key to be able to try again safely',
  })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: ActionResult })
  async perform(
    @Param('connectionId') connectionId: string,
    @Param('name') name: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Body({ schema: PerformAction }) body: PerformAction,
  ): Promise<ActionResult> {
    const output = await this.performer.perform({ connectionId, name, idempotencyKey, ...body });
    return { name, output };
  }
}
