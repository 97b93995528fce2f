import { createReadStream } from 'node:fs';
import { formatHead, linesOf, parseHead, type Verification, verifyChain } from '#audit/chain';

export interface AuditVerifyOptions {
  readonly head?: string;
  readonly json?: boolean;
}

/** `causeway audit verify FILE`: needs the export and nothing else. Exit code 0 intact, 1 broken, 2 unreadable. */
export const auditVerify = async (file: string, options: AuditVerifyOptions): Promise<number> => {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  try {
    const head = options.head ? { head: parseHead(options.head) } : {};
    const verification = await verifyChain(linesOf(stream), head);
    process.stdout.write(`${options.json ? JSON.stringify(verification) : describe(verification)}\n`);
    return verification.isIntact ? 0 : 1;
  } catch (error) {
    process.stderr.write(
      `Cannot verify ${file}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 2;
  }
};

const describe = (verification: Verification): string => {
  const { isIntact, events, organizationId, problem, last, proven, notProven } = verification;
  const verdict = problem
    ? `BROKEN  line ${problem.line}${problem.sequence === null ? '' : `, event ${problem.sequence}`}: ${problem.kind}\n        ${problem.detail}`
    : `INTACT  ${events} events of organization ${organizationId ?? '-'}`;
  const bullets = (title: string, items: readonly string[]): string =>
    items.length === 0 ? '' : `\n\n${title}\n${items.map(item => `  - ${item}`).join('\n')}`;
  const note =
    isIntact && last
      ? `\n\nNote this head elsewhere, for the next verification: --head ${formatHead(last)}`
      : '';
  return verdict + bullets('Proven', proven) + bullets('Not proven', notProven) + note;
};
