import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '#tenancy';
import { ConsentPage, ConsentQuery, ConsentView, GiveConsent, PurposeList } from './consent.dto.js';
import { Consents } from './consents.service.js';
import { purposes } from './purposes.js';
import { ConsentReceipt } from './receipt.js';

@ApiTags('consents')
@Controller('v1/organizations/:organizationId/consents')
export class ConsentsController {
  constructor(private readonly consents: Consents) {}

  @Get()
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOperation({ summary: 'Consents, newest first' })
  @ApiOkResponse({ standardSchema: ConsentPage })
  list(@Query({ schema: ConsentQuery }) query: z.infer<typeof ConsentQuery>) {
    return this.consents.list(query);
  }

  @Get('purposes')
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOperation({ summary: 'What consent can be given for' })
  @ApiOkResponse({ standardSchema: PurposeList })
  purposes() {
    return { data: purposes, nextCursor: null };
  }

  @Post()
  @Allow('owner', 'admin', 'member')
  @ApiOperation({ summary: 'Record that somebody agreed, or refused' })
  @ApiCreatedResponse({ standardSchema: ConsentView })
  give(@Body({ schema: GiveConsent }) body: z.infer<typeof GiveConsent>) {
    return this.consents.give(body);
  }

  @Get(':id')
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOperation({ summary: 'One consent' })
  @ApiOkResponse({ standardSchema: ConsentView })
  get(@Param('id') id: string) {
    return this.consents.get(id);
  }

  @Get(':id/receipt')
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOperation({
    summary: 'The receipt for the person, after ISO/IEC TS 27560',
  })
  @ApiOkResponse({ standardSchema: ConsentReceipt })
  receipt(@Param('id') id: string) {
    return this.consents.receipt(id);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOperation({
    summary: 'Withdraw; what relied on it stops within a minute',
  })
  @ApiOkResponse({ standardSchema: ConsentView })
  withdraw(@Param('id') id: string) {
    return this.consents.withdraw(id);
  }
}
