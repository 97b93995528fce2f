import type { Schemas } from '../../../../../src/client/index.js';

export type Action = Schemas['Action'];
