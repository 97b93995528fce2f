import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#tenancy';
import { MirrorLinks } from './mirror-links.service.js';
import { viewLink } from './mirror-views.js';
import { MirrorLinkList, MirrorLinkQuery, MirrorLinkView, ResolveMirrorConflict } from './mirrors.dto.js';
import { Mirrors } from './mirrors.service.js';

@ApiTags('mirrors')
@Controller('v1/organizations/:organizationId/mirrors/:mirrorId/links')
export class MirrorLinksController {
  constructor(
    private readonly mirrors: Mirrors,
    private readonly links: MirrorLinks,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which record stands for which; ?state=conflict lists what waits for a decision' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: MirrorLinkList })
  async listLinks(
    @Param('mirrorId') mirrorId: string,
    @Query({ schema: MirrorLinkQuery }) query: MirrorLinkQuery,
  ) {
    await this.mirrors.get(mirrorId);
    return this.links.list(mirrorId, query);
  }

  @Post(':id/resolve')
  @ApiOperation({ summary: 'Decide a conflict between the two sides; the decision goes to both' })
  @HttpCode(200)
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({ standardSchema: MirrorLinkView })
  async resolveLink(
    @Param('mirrorId') mirrorId: string,
    @Param('id') id: string,
    @Body({ schema: ResolveMirrorConflict }) { choices }: ResolveMirrorConflict,
  ): Promise<MirrorLinkView> {
    return viewLink(await this.links.resolve(mirrorId, id, choices));
  }
}
