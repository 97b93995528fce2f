import { HubError } from '#kernel';

/** Every refusal says the same to whoever tried; the reason is for the trail. */
export class SsoRefusal extends HubError {
  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(
      'sso_refused',
      403,
      'The sign-in did not succeed. Begin again, or ask an owner of the organization.',
      {
        cause,
      },
    );
  }
}
