import type { Schemas } from '../../../../src/client/index.js';

export type Invitation = Schemas['InvitationOffer'];

/** What somebody gives who has no login yet. */
export interface Person {
  readonly name?: string;
  readonly password?: string;
}
