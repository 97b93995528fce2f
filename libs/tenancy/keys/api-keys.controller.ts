import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow, Fresh, NotReplayable } from '../access/access.js';
import { ApiKeys } from './api-keys.service.js';
import { PageQuery } from '../page-query.js';
import { Caller, type Principal } from '../access/principal.js';
import { ApiKeyPage, CreateApiKey, CreatedApiKey, RotatedApiKey, RotateKey } from './keys.dto.js';

@ApiTags('keys')
@Controller('v1/organizations/:organizationId/keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @ApiOperation({ summary: 'API keys' })
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: ApiKeyPage })
  list(@Query({ schema: PageQuery }) query: PageQuery, @Caller() by: Principal) {
    return this.keys.list(query, by);
  }

  @Post()
  @ApiOperation({ summary: 'Make an API key; its secret is shown this once' })
  @Allow('owner', 'admin', 'member')
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: CreatedApiKey })
  create(@Body({ schema: CreateApiKey }) body: z.infer<typeof CreateApiKey>, @Caller() by: Principal) {
    return this.keys.create(body, by);
  }

  @Post(':id/rotate')
  @ApiOperation({ summary: 'Put a new API key in the place of one; its secret is shown this once' })
  @Allow('owner', 'admin', 'member')
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: RotatedApiKey })
  rotate(
    @Param('id') id: string,
    @Body({ schema: RotateKey }) body: z.infer<typeof RotateKey>,
    @Caller() by: Principal,
  ) {
    return this.keys.rotate(id, body, by);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key' })
  @HttpCode(204)
  @Fresh()
  @Allow('owner', 'admin', 'member')
  @ApiNoContentResponse()
  revoke(@Param('id') id: string, @Caller() by: Principal) {
    return this.keys.revoke(id, by);
  }
}
