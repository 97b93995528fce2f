export {
  type Happening,
  type Occurrence,
  occurrencesIn,
  type Range,
  TooManyOccurrences,
} from './occurrences.js';
export { EndlessRule } from './wall-times.js';
export { UnreadableRule } from './rule.js';
export { ZoneClock } from './zone-clock.js';
