import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { Allow, Fresh } from '#tenancy';
import { AuditEvents } from './audit-events.service.js';
import { AuditExports } from './audit-export.service.js';
import { AuditEventPage, AuditExportQuery, AuditHead, AuditQuery } from './audit.dto.js';
import { formatHead } from './chain/index.js';

const types = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

@ApiTags('audit')
@Controller('v1/organizations/:organizationId/audit')
export class AuditController {
  constructor(
    private readonly events: AuditEvents,
    private readonly exports: AuditExports,
  ) {}

  @Get()
  @Allow('owner', 'admin', 'auditor')
  @ApiOperation({ summary: 'Audit events, newest first' })
  @ApiOkResponse({ standardSchema: AuditEventPage })
  list(@Query({ schema: AuditQuery }) query: z.infer<typeof AuditQuery>) {
    return this.events.list(query);
  }

  @Get('head')
  @Allow('owner', 'admin', 'auditor')
  @ApiOperation({
    summary: 'The last event; note it elsewhere to verify against it later',
  })
  @ApiOkResponse({ standardSchema: AuditHead })
  async head(@Param('organizationId') organizationId: string) {
    const head = await this.events.head(organizationId);
    return { ...head, head: formatHead(head) };
  }

  @Get('export')
  @Fresh()
  @Allow('owner', 'admin', 'auditor')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'The chain in order; itself recorded as an event',
  })
  @ApiOkResponse({
    description: 'Described in docs/audit.md; verify NDJSON by `causeway audit verify`.',
    content: {
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  async export(
    @Param('organizationId') organizationId: string,
    @Query({ schema: AuditExportQuery }) query: z.infer<typeof AuditExportQuery>,
  ): Promise<StreamableFile> {
    const lines = await this.exports.export(organizationId, query);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: types[query.format],
      disposition: `attachment; filename="audit-${organizationId}.${query.format}"`,
    });
  }
}
