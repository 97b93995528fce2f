import type { Command } from 'commander';
import type { AuditVerifyOptions } from '../audit-verify.js';
import { authKinds, containerNames, type NewProviderOptions, webhookKinds } from '../provider/wish.js';
import { does, withJson } from './options.js';

/** Commands that need neither a hub nor a database. */
export const defineOffline = (program: Command): void => {
  const verify = withJson(
    program
      .command('audit')
      .description('work with audit trails')
      .command('verify')
      .description('check the chain of an exported audit trail; needs no database'),
  )
    .argument('<file>', 'an NDJSON export, or - for standard input')
    .option(
      '--head <sequence:hash>',
      'a head noted earlier; shows whether the trail was rewritten or cut since',
    );
  does<AuditVerifyOptions>(verify, async (options, file) => {
    const { auditVerify } = await import('../audit-verify.js');
    return auditVerify(file ?? '', options);
  });
  const create = withJson(
    program
      .command('provider')
      .description('work with the providers of a checkout')
      .command('new')
      .description('write a provider that passes its contract, to change from there'),
  )
    .argument('<key>', 'such as google-tasks; the name of its folder')
    .option('--name <name>', 'as people know it')
    .option('--auth <kind>', authKinds.join(', '))
    .option('--model <model>', Object.keys(containerNames).join(', '))
    .option('--webhooks <kind>', webhookKinds.join(', '), 'none')
    .option('--container <word>', 'what holds the objects there: project, calendar, channel');
  does<NewProviderOptions>(create, async (options, key) => {
    const { printNewProvider } = await import('../provider/new-provider.js');
    return printNewProvider(key ?? '', options);
  });
};
