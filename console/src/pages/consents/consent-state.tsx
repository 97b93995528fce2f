import type { Tone } from '../../ui/status.js';
import { Status } from '../../ui/index.js';
import type { State } from './consent.js';

const tones: Readonly<Record<State, Tone>> = {
  given: 'good',
  refused: 'quiet',
  withdrawn: 'bad',
  expired: 'warning',
};

export const ConsentState = ({ of }: { readonly of: State }) => <Status of={of} tone={tones[of]} />;
