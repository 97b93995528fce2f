export { HealthModule } from './health.module.js';
export { OutboundMetrics } from './outbound-metrics.js';
