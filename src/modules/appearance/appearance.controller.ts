import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Config } from '#config';
import { notFound } from '#kernel';
import { Allow, Public } from '#tenancy';
import { AppearanceInput, AppearanceView } from './appearance.dto.js';
import { Appearances } from './appearances.service.js';
import { contrastOf, standsOut } from './colour.js';

@ApiTags('appearance')
@Controller()
export class AppearanceController {
  constructor(
    private readonly appearances: Appearances,
    private readonly config: Config,
  ) {}

  @Get('v1/organizations/:organizationId/appearance')
  @ApiOperation({ summary: 'How the organization looks to people' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: AppearanceView })
  get(): Promise<AppearanceView> {
    return this.view();
  }

  @Put('v1/organizations/:organizationId/appearance')
  @ApiOperation({ summary: 'Change name, colour, logo and links that people see' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: AppearanceView })
  async put(@Body({ schema: AppearanceInput }) body: AppearanceInput): Promise<AppearanceView> {
    await this.appearances.put(body);
    return this.view();
  }

  /** Bytes that somebody uploaded: whatever they are, a browser may show them as a picture and as nothing else. */
  @Get('logos/:hash')
  @ApiExcludeEndpoint()
  @Public('pages that people see before they are known show it; its address is a hash of its content')
  async logo(@Param('hash') hash: string, @Res() reply: FastifyReply): Promise<void> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw notFound('logo');
    const { type, bytes } = await this.appearances.logo(hash);
    reply
      .header('content-type', type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', 'inline')
      .header('x-content-type-options', 'nosniff')
      // Consoles and host pages on other origins show it, too.
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(bytes);
  }

  private async view(): Promise<AppearanceView> {
    const stored = await this.appearances.current();
    const { name, colour, textColour, logoPath, supportUrl, privacyUrl } = await this.appearances.look();
    return {
      name,
      displayName: stored?.displayName ?? null,
      colour,
      textColour,
      contrast:
        colour && textColour ? { text: ratio(contrastOf(colour, textColour)), ...standsOut(colour) } : null,
      logoUrl: logoPath && `${this.config.publicUrl}${logoPath}`,
      supportUrl,
      privacyUrl,
      updatedAt: stored?.updatedAt.toISOString() ?? null,
    };
  }
}

const ratio = (value: number): number => Math.round(value * 10) / 10;
