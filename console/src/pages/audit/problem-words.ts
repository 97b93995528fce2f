import type { Break, ProblemKind } from './verify/verify.js';

const words: Readonly<Record<ProblemKind, string>> = {
  edited: 'It was changed after it was written.',
  link_broken: 'It, or the event before it, was changed and given a new hash.',
  deleted: 'It is missing.',
  swapped: 'Events were put into another order.',
  inserted: 'There are more events than there were.',
  foreign_organization: 'It belongs to another organization.',
  personal_edited: 'Its personal data is not what was recorded. (Erased would be fine.)',
  truncated: 'The end of the export is missing.',
  end_mismatch: 'The last line names another last event.',
  after_end: 'The export goes on after its end.',
  malformed_line: 'The line is not one that an export contains.',
  clock_set_back:
    'It lies more than five seconds before the event before it, while all hashes hold: a clock was set back.',
  head_differs: 'It had another hash when you noted the head: the chain was computed anew.',
  head_not_reached: 'The head that you noted is missing: the last events were cut off before this export.',
};

/** “Event 812: it was changed after it was written.” */
export const breakWords = ({ kind, line, sequence }: Break): string =>
  `${sequence === null ? `Line ${line}` : `Event ${sequence}`}: ${words[kind].charAt(0).toLowerCase()}${words[kind].slice(1)}`;
