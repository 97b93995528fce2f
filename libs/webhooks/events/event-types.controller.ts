import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EventTypes } from '#database';
import { Authenticated } from '#tenancy';
import { EventTypeList } from './events.dto.js';

@ApiTags('event-types')
@Controller('v1/event-types')
export class EventTypesController {
  constructor(private readonly types: EventTypes) {}

  @Get()
  @ApiOperation({ summary: 'Every type of event with the JSON Schema of its data' })
  @Authenticated()
  @ApiOkResponse({ standardSchema: EventTypeList })
  list(): EventTypeList {
    const data = this.types.all.map(({ name, description, data: schema }) => ({
      name,
      description,
      schema: z.toJSONSchema(schema),
    }));
    return { data, nextCursor: null };
  }
}
