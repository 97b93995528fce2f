import { Controller, Get, Header, Headers, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { currentContext, currentOrganization, isId } from '#kernel';
import { Allow, type AuthenticatedRequest, CredentialCheck } from '#tenancy';
import { LiveEvents } from './live-events.js';

const LiveQuery = z.strictObject({
  types: z
    .string()
    .max(2_000)
    .regex(/^[a-z_.*]+(,[a-z_.*]+)*$/, 'event types with commas between, e.g. record.*,conflict.opened')
    .optional(),
  lastEventId: z.uuid().optional().describe('As the Last-Event-ID header, for clients that cannot set it'),
});

@ApiTags('events')
@Controller('v1/organizations/:organizationId/live')
export class LiveController {
  constructor(
    private readonly live: LiveEvents,
    private readonly credentials: CredentialCheck,
  ) {}

  /** Server-sent events; `id` is the event's, and a client that comes back with it misses nothing. */
  @Get()
  @ApiOperation({ summary: 'Follow events as they happen: server-sent events' })
  @Header('connection', 'close')
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  follow(
    @Query({ schema: LiveQuery }) { types, lastEventId }: z.infer<typeof LiveQuery>,
    @Headers('last-event-id') resumed: string | undefined,
    @Req() request: AuthenticatedRequest,
  ): StreamableFile {
    const organizationId = currentOrganization();
    const last = resumed ?? lastEventId ?? null;
    const events = this.live.stream({
      organizationId,
      actor: currentContext()?.actor ?? { kind: 'system', id: 'events.live' },
      types: types?.split(',') ?? [],
      lastEventId: last !== null && isId(last) ? last : null,
      isAllowed: () => this.credentials.stillOpens(request, organizationId),
    });
    return new StreamableFile(events, { type: 'text/event-stream' });
  }
}
