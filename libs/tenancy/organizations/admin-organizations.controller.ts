import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { NotReplayable, Operator } from '../access/access.js';
import { OrganizationDirectory } from './organization-directory.service.js';
import { PageQuery } from '../page-query.js';
import { Caller, Login, type LoginFacts, type Principal } from '../access/principal.js';
import * as dto from './organizations.dto.js';

@ApiTags('admin-organizations')
@Controller('admin/v1/organizations')
export class AdminOrganizationsController {
  constructor(private readonly directory: OrganizationDirectory) {}

  @Get()
  @ApiOperation({ summary: 'All organizations' })
  @Operator()
  @ApiOkResponse({ standardSchema: dto.OrganizationPage })
  list(@Query({ schema: PageQuery }) query: PageQuery) {
    return this.directory.list(query);
  }

  @Post()
  @ApiOperation({ summary: 'Make an organization, its owner and the owner’s first API key' })
  @Operator()
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: dto.CreatedOrganization })
  create(
    @Body({ schema: dto.CreateOrganization }) body: z.infer<typeof dto.CreateOrganization>,
    @Caller() by: Principal,
    @Login() login?: LoginFacts,
  ) {
    return this.directory.create(body, by, login);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One organization' })
  @Operator()
  @ApiOkResponse({ standardSchema: dto.OrganizationView })
  get(@Param('id') id: string) {
    return this.directory.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename, suspend or reactivate an organization' })
  @Operator()
  @ApiOkResponse({ standardSchema: dto.OrganizationView })
  change(
    @Param('id') id: string,
    @Body({ schema: dto.AdministerOrganization }) body: z.infer<typeof dto.AdministerOrganization>,
    @Caller() by: Principal,
  ) {
    return this.directory.change(id, body, by);
  }
}
