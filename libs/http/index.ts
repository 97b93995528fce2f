export { AddressGuard, type AddressGuardOptions, type Resolve } from './guard/address-guard.js';
export { Courier, type CourierOptions, type Destination, type Letter } from './courier.js';
export type { CourierAnswer } from './flight.js';
export { hostMatches } from './guard/host-lock.js';
export {
  type Exchange,
  type OutboundPolicy,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundTimeouts,
  outboundDefaults,
} from './outbound.js';
export { OutboundClient, type OutboundClientOptions } from './outbound-client.js';
export {
  type Allowance,
  type BudgetLedger,
  type BudgetState,
  type BudgetTerms,
  type BudgetWord,
  type PacingEvent,
  burstOf,
  rateOf,
  type Taken,
  termsOf,
  unpacedTerms,
} from './pacing/budget.js';
export { type BudgetReading, type RateDialect, readBudget } from './pacing/rate-dialect.js';
export { parseRetryAfter } from './pacing/retry-after.js';
export { redact, redactUrl, redacted } from './redact.js';
export type { StreamLimits } from './streamed-body.js';
export { type Timing, systemTiming } from './timing.js';
