import 'reflect-metadata';
import { loadConfig } from '#config';
import { firstOperatorKey, startHub } from '../../src/hub.js';
import { shelfModule } from '../support/shelf-vendor.js';

/** The hub as a process of its own, with the shelf vendor's provider; told by the environment. */
const app = {
  host: process.env['BENCH_SOCKET'] ?? '',
  port: 5432,
  user: 'causeway_app',
  database: 'causeway',
};
const config = loadConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'warn' });
const hub = await startHub(
  config,
  { app },
  { extraModules: [shelfModule(process.env['BENCH_VENDOR'] ?? '')] },
);
process.stdout.write(`${JSON.stringify({ url: hub.url, operatorKey: await firstOperatorKey(hub) })}\n`);
process.once('SIGTERM', () => void hub.stop().then(() => process.exit(0)));
