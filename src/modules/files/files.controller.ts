import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HubError } from '#kernel';
import { AcceptsStream, Allow } from '#tenancy';
import { contentHeaders, rangeOf } from './content-headers.js';
import { Downloads } from './downloads.js';
import { NewFile, UploadedFile } from './files.dto.js';
import { type Incoming, Uploads } from './uploads.js';

const octets = 'application/octet-stream';
const bytes = { type: 'string', format: 'binary' } as const;

@ApiTags('files')
@Controller('v1/organizations/:organizationId')
export class FilesController {
  constructor(
    private readonly downloads: Downloads,
    private readonly uploads: Uploads,
  ) {}

  @Get('records/:id/content')
  @ApiOperation({ summary: 'The content of a file, streamed from the provider' })
  @ApiHeader({
    name: 'range',
    required: false,
    description: 'One range of bytes, where the provider has ranges',
  })
  @Allow('owner', 'admin', 'member')
  @ApiOkResponse({
    description: 'The bytes, always as an attachment; 206 with a range',
    content: { [octets]: { schema: bytes } },
  })
  async content(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content, name } = await this.downloads.open(id, rangeOf(request.headers), hangUpOf(reply));
    const isPart = content.contentRange !== null;
    void reply.status(isPart ? 206 : 200).headers(contentHeaders(content, name));
    return new StreamableFile(request.method === 'HEAD' ? withoutBody(content.body) : content.body);
  }

  @Put('records/:id/content')
  @ApiOperation({ summary: 'Replace the content of a file at the provider' })
  @AcceptsStream()
  @Allow('owner', 'admin', 'member')
  @ApiConsumes(octets)
  @ApiBody({ schema: bytes })
  @ApiOkResponse({ standardSchema: UploadedFile })
  replace(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<UploadedFile> {
    return reading(incomingOf(body, request), incoming => this.uploads.replace(id, incoming));
  }

  @Post('syncs/:syncId/files')
  @ApiOperation({ summary: 'Put a new file into the container of a sync' })
  @HttpCode(201)
  @AcceptsStream()
  @Allow('owner', 'admin', 'member')
  @ApiConsumes(octets)
  @ApiBody({ schema: bytes })
  @ApiCreatedResponse({ standardSchema: UploadedFile })
  add(
    @Param('syncId') syncId: string,
    @Query({ schema: NewFile }) file: NewFile,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<UploadedFile> {
    return reading(incomingOf(body, request), incoming => this.uploads.add(syncId, file, incoming));
  }
}

const incomingOf = (body: unknown, { headers, raw }: FastifyRequest): Incoming => {
  const length = headers['content-length'];
  const caller = cutOf(raw);
  // Without a body there is no stream: an empty file is sent as `Content-Length: 0`.
  if (length === '0') return { body: Readable.from([]), size: 0, caller };
  if (!(body instanceof Readable)) {
    throw new HubError('unsupported_media_type', 415, 'Send the bytes as application/octet-stream.');
  }
  if (length === undefined) throw new HubError('length_required', 411, 'Say the Content-Length.');
  return { body, size: Number(length), caller };
};

/** What was not read is let go, so that the caller can read the answer and use the connection again. */
const reading = async <T>(incoming: Incoming, work: (incoming: Incoming) => Promise<T>): Promise<T> => {
  try {
    return await work(incoming);
  } finally {
    incoming.body.resume();
  }
};

/** Once all is here the work goes on, whether or not somebody waits for the answer. */
const cutOf = (request: IncomingMessage): AbortSignal => {
  const cut = new AbortController();
  request.once('close', () => {
    if (!request.complete) cut.abort(new Error('the caller hung up'));
  });
  return cut.signal;
};

const hangUpOf = ({ raw }: FastifyReply): AbortSignal => {
  const hangUp = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) hangUp.abort(new Error('the caller hung up'));
  });
  return hangUp.signal;
};

/** HEAD asks what GET would say; the transfer ends here. */
const withoutBody = (body: Readable): Readable => {
  body.destroy();
  return Readable.from([]);
};
