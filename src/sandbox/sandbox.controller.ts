import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ProviderRegistry } from '#provider-sdk';
import { Allow } from '#tenancy';
import * as dto from './sandbox.dto.js';
import { SandboxControls } from './sandbox-controls.service.js';
import { viewSandbox } from './sandbox.view.js';

// Vendors' ids have any form; parameters that end in Id are the hub's own.
const objects = ':provider/containers/:container/objects';

interface ObjectPath {
  readonly provider: string;
  readonly container: string;
  readonly object: string;
}

/** Answers 404 to everything while the sandbox is off. */
@ApiTags('sandbox')
@Allow('owner', 'admin')
@Controller('v1/organizations/:organizationId/sandbox')
export class SandboxController {
  constructor(
    private readonly controls: SandboxControls,
    private readonly registry: ProviderRegistry,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Simulated vendors with their accounts, and what they can be asked to do' })
  @ApiOkResponse({ standardSchema: dto.SandboxList })
  list(): { data: dto.SandboxView[]; nextCursor: null } {
    const data = this.controls
      .all()
      .map(open => viewSandbox(open, this.registry.get(open.key).manifest.name));
    return { data, nextCursor: null };
  }

  @Get(':provider')
  @ApiOperation({ summary: 'One simulated vendor' })
  @ApiOkResponse({ standardSchema: dto.SandboxView })
  get(@Param('provider') provider: string): dto.SandboxView {
    const open = this.controls.get(provider);
    return viewSandbox(open, this.registry.get(open.key).manifest.name);
  }

  @Get(objects)
  @ApiOperation({ summary: 'What the vendor keeps in a container' })
  @ApiOkResponse({ standardSchema: dto.SandboxObjectList })
  objects(@Param('provider') provider: string, @Param('container') containerId: string) {
    return { data: [...this.controls.objects(provider, containerId)], nextCursor: null };
  }

  @Post(objects)
  @ApiOperation({ summary: 'Somebody else makes an object at the vendor' })
  @ApiCreatedResponse({ standardSchema: dto.SandboxObjectView })
  create(
    @Param('provider') provider: string,
    @Param('container') containerId: string,
    @Body({ schema: dto.WriteSandboxObject }) { fields }: dto.WriteSandboxObject,
  ): Promise<dto.SandboxObjectView> {
    return this.controls.create(provider, containerId, fields);
  }

  @Patch(`${objects}/:object`)
  @ApiOperation({ summary: 'Somebody else edits an object at the vendor' })
  @ApiOkResponse({ standardSchema: dto.SandboxObjectView })
  edit(
    @Param() { provider, ...at }: ObjectPath,
    @Body({ schema: dto.WriteSandboxObject }) { fields }: dto.WriteSandboxObject,
  ): Promise<dto.SandboxObjectView> {
    return this.controls.edit(provider, at, fields);
  }

  @Delete(`${objects}/:object`)
  @ApiOperation({ summary: 'Somebody else deletes an object at the vendor' })
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param() { provider, ...at }: ObjectPath) {
    return this.controls.remove(provider, at);
  }

  @Post(':provider/levers')
  @ApiOperation({ summary: 'Make the vendor do something: a webhook, an error, an end of a grant' })
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: dto.LeverPulled })
  async pull(@Param('provider') provider: string, @Body({ schema: dto.PullLever }) wish: dto.PullLever) {
    return { affected: await this.controls.pull(provider, wish) };
  }
}
