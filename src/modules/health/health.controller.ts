import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { HubError } from '#kernel';
import { Operator, Public } from '#tenancy';
import { Unlimited } from '../../http/index.js';
import { HubMetrics } from './hub-metrics.js';

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

@ApiTags('health')
@Unlimited()
@Controller()
export class HealthController {
  constructor(private readonly metrics: HubMetrics) {}

  /** The process runs. */
  @Get('health/live')
  @ApiOperation({ summary: 'The process runs' })
  @Public('orchestrators ask without a key')
  @ApiOkResponse({ standardSchema: Health })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It can serve: the database answers. */
  @Get('health/ready')
  @ApiOperation({ summary: 'The database answers' })
  @Public('orchestrators ask without a key')
  @ApiOkResponse({ standardSchema: Health })
  async ready(): Promise<{ status: 'ok' }> {
    const refusal = (cause?: unknown) =>
      new HubError('not_ready', 503, 'The database does not answer.', { cause, retryable: true });
    const isReady = await this.metrics.isReady().catch((cause: unknown) => {
      throw refusal(cause);
    });
    if (!isReady) throw refusal();
    return { status: 'ok' };
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Metrics for Prometheus' })
  @Operator()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  text(): Promise<string> {
    return this.metrics.text();
  }
}
