export { AddressGuard, type AddressGuardOptions, type Resolve } from './guard/address-guard.js';
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
export { parseRetryAfter } from './pacing/retry-after.js';
export { redact, redactUrl, redacted } from './redact.js';
export { type Timing, systemTiming } from './timing.js';
