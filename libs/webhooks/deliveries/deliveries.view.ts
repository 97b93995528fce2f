import type { Delivery, DeliveryAttempt } from './delivery.entity.js';
import type { AttemptView, DeliveryView } from './deliveries.dto.js';

export const viewDelivery = (delivery: Delivery): DeliveryView => ({
  id: delivery.id,
  endpointId: delivery.endpointId,
  eventId: delivery.eventId,
  eventType: delivery.eventType,
  status: delivery.status,
  reason: delivery.reason ?? null,
  attempts: delivery.attempts,
  nextAttemptAt: delivery.status === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
  responseStatus: delivery.responseStatus ?? null,
  createdAt: delivery.createdAt.toISOString(),
  settledAt: delivery.settledAt?.toISOString() ?? null,
});

export const viewAttempt = (attempt: DeliveryAttempt): AttemptView => ({
  id: attempt.id,
  round: attempt.round,
  number: attempt.number,
  attemptedAt: attempt.attemptedAt.toISOString(),
  durationMs: attempt.durationMs,
  requestHeaders: attempt.requestHeaders,
  responseStatus: attempt.responseStatus ?? null,
  responseHeaders: attempt.responseHeaders ?? null,
  responseBody: attempt.responseBody ?? null,
  error: attempt.error ?? null,
});

/** Of the first round: it has no row, and is known by its delivery's id. */
export const viewFirstAttempt = ({ id, firstAttempt }: Delivery): AttemptView[] =>
  firstAttempt
    ? [
        {
          id,
          round: 1,
          number: 1,
          attemptedAt: firstAttempt.at,
          durationMs: firstAttempt.durationMs,
          requestHeaders: firstAttempt.requestHeaders,
          responseStatus: firstAttempt.responseStatus,
          responseHeaders: firstAttempt.responseHeaders,
          responseBody: firstAttempt.responseBody,
          error: null,
        },
      ]
    : [];
