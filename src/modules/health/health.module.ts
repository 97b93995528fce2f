import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HubMetrics } from './hub-metrics.js';

@Module({ controllers: [HealthController], providers: [HubMetrics] })
export class HealthModule {}
