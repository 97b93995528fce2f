import type { Schemas } from '../../../../src/client/index.js';

export type State = Schemas['Consent']['state'];
export type Purpose = Schemas['Consent']['purpose'];
