import { Command } from 'commander';
import { auditVerify, type AuditVerifyOptions } from './commands/audit-verify.js';

const program = new Command('causeway')
  .description('Self-hosted, multi-tenant integration hub')
  .showHelpAfterError();

program
  .command('start')
  .description('start the hub (API, workers or both: CAUSEWAY_ROLE)')
  .action(async () => {
    await import('./main.js');
  });

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const { runMigrations } = await import('./commands/migrate.js');
    process.exitCode = await runMigrations();
  });

program
  .command('openapi')
  .description('print the OpenAPI document; needs no database')
  .action(async () => {
    const { printOpenApi } = await import('./commands/openapi.js');
    await printOpenApi();
  });

program
  .command('audit')
  .description('work with audit trails')
  .command('verify')
  .description('check the chain of an exported audit trail; needs no database')
  .argument('<file>', 'an NDJSON export, or - for standard input')
  .option(
    '--head <sequence:hash>',
    'a head noted earlier; shows whether the trail was rewritten or cut since',
  )
  .option('--json', 'print the result as JSON')
  .action(async (file: string, options: AuditVerifyOptions) => {
    process.exitCode = await auditVerify(file, options);
  });

await program.parseAsync();
