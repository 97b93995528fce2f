import { attendeeCases } from './cases-people.js';
import { formatCases } from './cases-format.js';
import { timeCases } from './cases-time.js';
import type { CorpusEvent } from './build.js';

export type { CorpusEvent } from './build.js';

/** Calendar objects of many writers, the same ones on every run. */
export const corpus = (): CorpusEvent[] => [...timeCases(), ...attendeeCases(), ...formatCases()];
