import type { Command } from 'commander';
import type { BackupOptions } from '../backup/make.js';
import type { DrillOptions } from '../backup/drill.js';
import type { RestoreOptions } from '../backup/restore.js';
import { does, withJson } from './options.js';

/** Commands about copies of the embedded database. */
export const defineBackup = (program: Command): void => {
  const backup = program
    .command('backup')
    .description('back up the embedded database, while the hub runs or not');
  defineMake(backup);
  defineDrill(backup);
  defineRestore(program);
};

const defineMake = (backup: Command): void => {
  const make = withJson(
    backup
      .command('create', { isDefault: true })
      .description('write one verified archive')
      .argument('[file]', 'default: causeway-TIME.tar.gz here')
      .option(
        '--with-keys',
        'put the key file in as well; whoever has the archive can then read every secret',
      ),
  );
  does<BackupOptions>(make, async (options, file) =>
    (await import('../backup/make.js')).makeBackup(options, file),
  );
};

const defineDrill = (backup: Command): void => {
  const drill = withJson(
    backup
      .command('drill')
      .description(
        'restore an archive for trial: start it, open the vault, read every row, verify audit chains',
      )
      .argument('<file>', 'an archive of "causeway backup"')
      .option('--key-file <file>', 'the key file to try; default: that of this installation'),
  );
  does<DrillOptions>(drill, async (options, file) =>
    (await import('../backup/drill.js')).drill(options, file ?? ''),
  );
};

const defineRestore = (program: Command): void => {
  const restore = withJson(
    program
      .command('restore')
      .description('put a backup back; refuses to overwrite anything')
      .argument('<file>', 'an archive of "causeway backup"')
      .option('--drill', 'only try it, in a temporary directory: the same as "backup drill"')
      .option('--key-file <file>', 'with --drill: the key file to try'),
  );
  does<RestoreOptions>(restore, async (options, file) => {
    if (options.drill) return (await import('../backup/drill.js')).drill(options, file ?? '');
    return (await import('../backup/restore.js')).restore(options, file ?? '');
  });
};
