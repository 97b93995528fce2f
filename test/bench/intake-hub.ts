import 'reflect-metadata';
import { loadConfig } from '#config';
import { firstOperatorKey, startHub } from '../../src/hub.js';
import { VendorState, webhookVendors } from '../support/inbound-vendor.js';
import { shelfModule } from '../support/shelf-vendor.js';

/** The hub as a process of its own, with a vendor that posts; told by the environment, and tells where it listens. */
const state = new VendorState();
state.secrets = [{ organizationId: null, integrationId: null, secrets: [process.env['BENCH_SECRET'] ?? ''] }];
const app = {
  host: process.env['BENCH_SOCKET'] ?? '',
  port: 5432,
  user: 'causeway_app',
  database: 'causeway',
};
const config = loadConfig({ PORT: '0', LOG_LEVEL: 'warn', ...process.env });
const hub = await startHub(
  config,
  { app },
  {
    extraModules: [webhookVendors(state), shelfModule(process.env['BENCH_VENDOR'] ?? '')],
  },
);
process.stdout.write(`${JSON.stringify({ url: hub.url, operatorKey: await firstOperatorKey(hub) })}\n`);
process.once('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
