import { genesis } from './chain.js';
import type { Progress } from './event-check.js';
import { coversHead } from './head-check.js';
import type { Problem, Verification, VerifyOptions } from './problem.js';

/** Says what the pass has shown, and as plainly what it has not. */
export const verdict = (
  progress: Progress | undefined,
  problem: Problem | null,
  options: VerifyOptions,
): Verification => ({
  isIntact: problem === null,
  problem,
  organizationId: progress?.organizationId ?? null,
  events: progress?.count ?? 0,
  firstSequence: progress && progress.count > 0 ? progress.before.sequence + 1 : null,
  last: progress && progress.count > 0 ? progress.last : null,
  withoutPersonal: progress?.withoutPersonal ?? 0,
  proven: problem === null && progress ? proven(progress, options) : [],
  notProven: progress ? notProven(progress, options) : [],
});

const proven = (progress: Progress, { head }: VerifyOptions): string[] => {
  const { before, last, organizationId } = progress;
  const said = [
    `Events ${before.sequence + 1} to ${last.sequence} of organization ${organizationId} are complete and in order.`,
    'None of them was changed without changing every hash after it.',
    'Personal data that is present is what was recorded.',
  ];
  if (head && coversHead(progress, head)) {
    said.push(`The chain up to event ${head.sequence} is the one whose head was noted earlier.`);
  }
  return said;
};

const notProven = (progress: Progress, { head }: VerifyOptions): string[] => {
  const { before, last, withoutPersonal } = progress;
  const said: string[] = [];
  if (before.sequence !== genesis.sequence) {
    said.push(
      `Events before ${before.sequence + 1}: compare with the end of an earlier export, ${before.hash}.`,
    );
  }
  if (!head || !coversHead(progress, head)) {
    said.push('That the whole chain was not computed anew: that takes a head noted earlier (--head).');
  }
  if (!head || head.sequence < last.sequence) {
    said.push(
      `That no later events were cut off before the export: nothing noted reaches beyond event ${last.sequence}.`,
    );
  }
  if (withoutPersonal > 0)
    said.push(`The personal data of ${withoutPersonal} events: it was erased or left out.`);
  return said;
};
