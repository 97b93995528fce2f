import { z } from 'zod';
import type { ActionView } from './actions.dto.js';
import type { OfferedAction } from './actions.service.js';

export const viewAction = ({ action, missingScopes }: OfferedAction): ActionView => ({
  name: action.name,
  description: action.description,
  purpose: action.purpose,
  input: z.toJSONSchema(action.input.strict(), { io: 'input' }),
  output: z.toJSONSchema(action.output),
  available: missingScopes.length === 0,
  missingScopes: [...missingScopes],
});
