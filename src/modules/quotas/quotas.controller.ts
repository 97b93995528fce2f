import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, Operator, type Principal } from '#tenancy';
import { QuotaDesk } from './quota-desk.service.js';
import { QuotasInput, QuotasView } from './quotas.dto.js';

@ApiTags('admin-quotas')
@Operator()
@Controller('admin/v1/organizations/:id/quotas')
export class QuotasController {
  constructor(private readonly desk: QuotaDesk) {}

  @Get()
  @ApiOperation({ summary: 'How much an organization may use, and does' })
  @ApiOkResponse({ standardSchema: QuotasView })
  get(@Param('id') id: string, @Caller() by: Principal): Promise<QuotasView> {
    return this.desk.get(id, by);
  }

  @Put()
  @ApiOperation({ summary: 'Limit the connections, syncs and records of an organization' })
  @ApiOkResponse({ standardSchema: QuotasView })
  put(
    @Param('id') id: string,
    @Body({ schema: QuotasInput }) body: QuotasInput,
    @Caller() by: Principal,
  ): Promise<QuotasView> {
    return this.desk.put(id, body, by);
  }
}
