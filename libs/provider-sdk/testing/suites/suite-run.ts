import type { Stage } from './actions.js';
import type { SuiteFeature, SuiteSubject } from './suite-subject.js';

export type Check = (stage: Stage) => Promise<void>;
export type Test = (name: string, check: Check) => void;

export interface SuiteRun {
  readonly subject: SuiteSubject;
  /** One test in a world of its own. */
  readonly test: Test;
  /** The same, unless the subject says that it lacks the feature. */
  testIf(feature: SuiteFeature): Test;
}
