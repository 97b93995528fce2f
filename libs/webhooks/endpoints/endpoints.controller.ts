import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Signals } from '#database';
import { currentOrganization } from '#kernel';
import { laneOf } from '#jobs';
import { Allow, Fresh, idAfter, NotReplayable, PageQuery, pageOf } from '#tenancy';
import { dueTopic } from '../deliveries/topics.js';
import { Endpoint } from './endpoint.entity.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import {
  CreatedEndpoint,
  CreateEndpoint,
  EndpointList,
  EndpointView,
  SentTest,
  UpdateEndpoint,
} from './endpoints.dto.js';
import { Endpoints } from './endpoints.service.js';
import { viewEndpoint } from './endpoints.view.js';
import { Targets } from './targets.js';

@ApiTags('endpoints')
@Controller('v1/organizations/:organizationId/endpoints')
export class EndpointsController {
  constructor(
    private readonly em: EntityManager,
    private readonly endpoints: Endpoints,
    private readonly secrets: EndpointSecrets,
    private readonly targets: Targets,
    private readonly signals: Signals,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Register a URL that receives events; its signing secret is shown this once' })
  @Allow('owner', 'admin')
  @NotReplayable()
  @ApiCreatedResponse({ standardSchema: CreatedEndpoint })
  async create(@Body({ schema: CreateEndpoint }) body: CreateEndpoint): Promise<CreatedEndpoint> {
    await this.targets.check(body.url);
    const { endpoint, secret } = await this.endpoints.create(body);
    return { ...(await this.view(endpoint)), secret };
  }

  @Get()
  @ApiOperation({ summary: 'Endpoints' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EndpointList })
  async list(@Query({ schema: PageQuery }) query: PageQuery) {
    const after = idAfter(query);
    const where = after ? { id: { $gt: after } } : {};
    const rows = await this.em.find(Endpoint, where, { orderBy: { id: 'asc' }, limit: query.limit + 1 });
    const page = pageOf(rows, query.limit, row => row);
    return { ...page, data: await Promise.all(page.data.map(row => this.view(row))) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One endpoint' })
  @Allow('owner', 'admin', 'member', 'auditor')
  @ApiOkResponse({ standardSchema: EndpointView })
  async get(@Param('id') id: string): Promise<EndpointView> {
    return this.view(await this.endpoints.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change, disable or enable an endpoint' })
  @Allow('owner', 'admin')
  @ApiOkResponse({ standardSchema: EndpointView })
  async update(
    @Param('id') id: string,
    @Body({ schema: UpdateEndpoint }) body: UpdateEndpoint,
  ): Promise<EndpointView> {
    if (body.url !== undefined) await this.targets.check(body.url);
    const endpoint = await this.endpoints.update(id, body);
    if (body.enabled) this.signals.send(dueTopic, [laneOf(currentOrganization(), id)]);
    return this.view(endpoint);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove an endpoint with its deliveries' })
  @HttpCode(204)
  @Allow('owner', 'admin')
  @ApiNoContentResponse()
  async delete(@Param('id') id: string): Promise<void> {
    await this.endpoints.delete(id);
  }

  @Post(':id/rotate-secret')
  @ApiOperation({ summary: 'Make a new secret, shown this once; the old one signs along for 24 hours' })
  @Fresh()
  @HttpCode(200)
  @Allow('owner', 'admin')
  @NotReplayable()
  @ApiOkResponse({ standardSchema: CreatedEndpoint })
  async rotate(@Param('id') id: string): Promise<CreatedEndpoint> {
    const { endpoint, secret } = await this.endpoints.rotate(id);
    return { ...(await this.view(endpoint)), secret };
  }

  @Post(':id/test')
  @ApiOperation({ summary: 'Send a test event to this endpoint' })
  @HttpCode(202)
  @Allow('owner', 'admin')
  @ApiAcceptedResponse({ standardSchema: SentTest })
  async test(@Param('id') id: string): Promise<SentTest> {
    return { eventId: await this.endpoints.test(id) };
  }

  private async view(endpoint: Endpoint): Promise<EndpointView> {
    return viewEndpoint(endpoint, await this.secrets.publicKeys(endpoint.id));
  }
}
