import type { Command } from 'commander';
import type { DoctorOptions } from '../doctor/finding.js';
import { does, withHub } from './options.js';

/** Commands that are the hub, or stand in for it. */
export const defineServer = (program: Command): void => {
  program
    .command('start')
    .description('start the hub (API, workers or both: CAUSEWAY_ROLE)')
    .action(async () => {
      await import('../../main.js');
    });
  does(program.command('migrate').description('bring the database up to date'), async () => {
    const { runMigrations } = await import('../migrate.js');
    return runMigrations();
  });
  does(program.command('openapi').description('print the OpenAPI document; needs no database'), async () => {
    const { printOpenApi } = await import('../openapi.js');
    await printOpenApi();
  });
  const doctor = program
    .command('doctor')
    .description('check everything and say the cure of what is wrong; works without a running hub too')
    .option('--offline', 'look at this machine alone: no hub, no address, no provider');
  does<DoctorOptions>(withHub(doctor), async options => {
    const { examine } = await import('../doctor/examine.js');
    return examine(options);
  });
};
