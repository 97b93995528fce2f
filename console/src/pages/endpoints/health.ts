import type { Schemas } from '../../../../src/client/index.js';
import type { Tone } from '../../ui/status.js';

export interface Health {
  readonly words: string;
  readonly tone: Tone;
}

const reasons: Readonly<Record<NonNullable<Schemas['Endpoint']['disabledReason']>, string>> = {
  by_request: 'Switched off',
  gone: 'Gone (it answered 410)',
  failing: 'Switched off: it failed for days',
};

export const healthOf = ({ enabled, disabledReason, failingSince }: Schemas['Endpoint']): Health => {
  if (!enabled) {
    const words = disabledReason === null ? 'Switched off' : reasons[disabledReason];
    return { words, tone: disabledReason === 'by_request' ? 'quiet' : 'bad' };
  }
  return failingSince === null ? { words: 'Well', tone: 'good' } : { words: 'Failing', tone: 'warning' };
};
