import { Module } from '@nestjs/common';
import { InboundWebhooksModule } from '#inbound-webhooks';
import { ConnectionMetrics } from './connection-metrics.js';
import { HealthController } from './health.controller.js';
import { HubMetrics } from './hub-metrics.js';
import { QueueMetrics } from './queue-metrics.js';

@Module({
  imports: [InboundWebhooksModule],
  controllers: [HealthController],
  providers: [ConnectionMetrics, HubMetrics, QueueMetrics],
})
export class HealthModule {}
