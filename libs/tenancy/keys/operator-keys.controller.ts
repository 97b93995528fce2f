import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { Fresh, NotReplayable, Operator } from '../access/access.js';
import { OperatorKeys } from './operator-keys.service.js';
import { Caller, type Principal } from '../access/principal.js';
import * as dto from './keys.dto.js';

@ApiTags('admin-operator-keys')
@Controller('admin/v1/operator-keys')
export class OperatorKeysController {
  constructor(private readonly keys: OperatorKeys) {}

  @Get()
  @ApiOperation({ summary: 'Operator keys' })
  @Operator()
  @ApiOkResponse({ standardSchema: dto.OperatorKeyList })
  list() {
    return this.keys.list();
  }

  @Post()
  @ApiOperation({ summary: 'Make an operator key; its secret is shown this once' })
  @Operator()
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.CreatedOperatorKey })
  create(
    @Body({ schema: dto.CreateOperatorKey }) body: z.infer<typeof dto.CreateOperatorKey>,
    @Caller() by: Principal,
  ) {
    return this.keys.create(body, by);
  }

  @Post(':id/rotate')
  @ApiOperation({ summary: 'Put a new operator key in the place of one; its secret is shown this once' })
  @Operator()
  @Fresh()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.RotatedOperatorKey })
  rotate(
    @Param('id') id: string,
    @Body({ schema: dto.RotateKey }) body: z.infer<typeof dto.RotateKey>,
    @Caller() by: Principal,
  ) {
    return this.keys.rotate(id, body, by);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an operator key' })
  @HttpCode(204)
  @Fresh()
  @Operator()
  @ApiNoContentResponse()
  revoke(@Param('id') id: string, @Caller() by: Principal) {
    return this.keys.revoke(id, by);
  }
}
