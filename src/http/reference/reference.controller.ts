import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#tenancy';
import { ApiDocument } from './api-document.js';
import { errorsPage, readAsset, referencePage } from './reference-page.js';

const html = 'text/html; charset=utf-8';
const forAnHour = 'public, max-age=3600';

/** What the API says about itself. */
@ApiExcludeController()
@Controller()
export class ReferenceController {
  constructor(private readonly document: ApiDocument) {}

  @Get('openapi.json')
  @Public('the description of the API holds no data')
  describe() {
    return this.document.get();
  }

  @Get('reference')
  @Public('the description of the API holds no data')
  @Header('content-type', html)
  show(): string {
    return referencePage;
  }

  @Get('reference/errors')
  @Public('the description of the API holds no data')
  @Header('content-type', html)
  errors(): string {
    return errorsPage;
  }

  @Get('reference/assets/:name')
  @Public('files of the reference page')
  async asset(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { type, content } = await readAsset(name);
    reply.header('content-type', type).header('cache-control', forAnHour);
    return content;
  }
}
