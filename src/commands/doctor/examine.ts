import type { Config } from '#config';
import { loadedConfig } from '../settings.js';
import { CommandProblem, exitCodes, type ExitCode, marks, say, sayJson, styled } from '../terminal/index.js';
import { addresses } from './addresses.js';
import { database } from './database.js';
import { bad, type DoctorOptions, type Examined, type Finding, good } from './finding.js';
import { hubWork } from './hub-work.js';
import { backups } from './last-backup.js';
import { dataDirectory, diskSpace, keys, nodeVersion } from './machine.js';
import { providersInUse } from './providers.js';

/** `causeway doctor`. Exit code 0 when nothing is bad, 1 otherwise. */
export const examine = async (options: DoctorOptions): Promise<ExitCode> => {
  const findings = await findingsOf(options);
  const isWell = findings.every(({ verdict }) => verdict !== 'bad');
  if (options.json) sayJson({ isWell, findings });
  else findings.forEach(line);
  if (!options.json) say(`\n${verdictOf(findings)}`);
  return isWell ? exitCodes.done : exitCodes.problem;
};

const findingsOf = async (options: DoctorOptions): Promise<Finding[]> => {
  const config = settings();
  if ('verdict' in config) return [nodeVersion(), config];
  return [
    nodeVersion(),
    good('settings', 'The settings are valid.'),
    ...(await diagnose({ config, options })),
  ];
};

/** Everything that can be looked at with valid settings. */
export const diagnose = async (examined: Examined): Promise<Finding[]> => {
  const { config, options } = examined;
  const offline = options.offline ?? false;
  const outside = offline ? [] : await addresses(config);
  const isUp = outside.some(
    ({ check, verdict }) => ['hub', 'public URL'].includes(check) && verdict === 'good',
  );
  return [
    ...dataDirectory(examined),
    keys(examined),
    ...diskSpace(examined),
    ...(await database(examined, (client, isEmbedded) =>
      providersInUse(client, isEmbedded, { config, offline }),
    )),
    ...outside,
    ...(isUp ? await hubWork(examined) : []),
    ...backups(examined),
  ];
};

const settings = (): Config | Finding => {
  try {
    return loadedConfig();
  } catch (error) {
    if (!(error instanceof CommandProblem)) throw error;
    return bad('settings', error.message, 'docs/configuration.md says what each takes.');
  }
};

const symbols = { good: marks.good, notice: marks.notice, bad: marks.bad } as const;

const line = ({ check, verdict, says, cure }: Finding): void => {
  say(`${symbols[verdict]()} ${styled('bold', check.padEnd(12))} ${says}`);
  if (cure && verdict !== 'good') say(`  ${' '.repeat(12)} ${styled('dim', `→ ${cure}`)}`);
};

const verdictOf = (findings: readonly Finding[]): string => {
  const count = (verdict: Finding['verdict']): number =>
    findings.filter(one => one.verdict === verdict).length;
  const looked = `${findings.length} things looked at`;
  if (count('bad') > 0) return `${looked}: ${count('bad')} to mend, ${count('notice')} to know.`;
  return `${looked}: all well${count('notice') > 0 ? `, ${count('notice')} to know` : ''}.`;
};
