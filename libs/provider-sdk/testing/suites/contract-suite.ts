import { runner } from '../runner.js';
import { stage } from './actions.js';
import { failureTests } from './failures.js';
import { readingTests } from './reading.js';
import type { Check, SuiteRun, Test } from './suite-run.js';
import type { SuiteSubject } from './suite-subject.js';
import { writingTests } from './writing.js';

/** What every provider with pull and push promises, shown against each subject. */
export const contractSuite = (subjects: readonly SuiteSubject[]): void => {
  const { describe, it } = runner();
  for (const subject of subjects) {
    const reason = subject.unavailable?.() ?? null;
    if (reason !== null) {
      process.stderr.write(`CONTRACT NOT RUN for ${subject.key}: ${reason}\n`);
      describe.skip(`${subject.key} keeps the contract (not run: ${reason})`, () =>
        it('runs', () => undefined));
      continue;
    }
    describe(`${subject.key} keeps the contract`, () => {
      const run = runOf(subject);
      readingTests(run);
      writingTests(run);
      failureTests(run);
    });
  }
};

const runOf = (subject: SuiteSubject): SuiteRun => {
  const { it } = runner();
  const test: Test = (name, check) => it(name, () => inWorld(subject, check));
  return {
    subject,
    test,
    testIf: feature => {
      const lack = subject.lacks?.[feature];
      return lack === undefined ? test : name => it.skip(`${name} (lacking: ${lack})`, () => undefined);
    },
  };
};

const inWorld = async (subject: SuiteSubject, check: Check): Promise<void> => {
  const current = await stage(subject);
  try {
    await check(current);
  } finally {
    await current.world.stop();
  }
};
