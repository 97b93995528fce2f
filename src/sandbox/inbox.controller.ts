import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { InboxControls } from './inbox-controls.service.js';
import * as dto from './inbox.dto.js';

/** Stands before the controller of the vendors: `inbox` is no vendor. Answers 404 while the sandbox is off. */
@ApiTags('sandbox')
@Allow('owner', 'admin')
@Controller('v1/organizations/:organizationId/sandbox/inbox')
export class InboxController {
  constructor(private readonly controls: InboxControls) {}

  @Get()
  @ApiOperation({ summary: 'A receiver of your own to try webhooks with, and what arrived there' })
  @ApiOkResponse({ standardSchema: dto.SandboxInbox })
  inbox(): dto.SandboxInbox {
    return this.controls.look();
  }

  @Post('answers')
  @ApiOperation({ summary: 'Choose how the receiver answers the next deliveries' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: dto.SandboxInbox })
  answerInbox(@Body({ schema: dto.AnswerSandboxInbox }) wish: dto.AnswerSandboxInbox) {
    return this.controls.answerNext(wish);
  }
}
