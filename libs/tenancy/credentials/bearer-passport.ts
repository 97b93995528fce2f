import { Injectable } from '@nestjs/common';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';
import { Credentials } from './credentials.js';
import type { Principal } from '../access/principal.js';
import type { SecretKind } from './secret.js';

const strategies = {
  operator: 'operator-key',
  api_key: 'api-key',
  member: 'member-session',
  portal: 'portal-session',
} as const satisfies Record<SecretKind, string>;

/**
 * The four bearer strategies on a Passport of this application's own: the library's default one is shared by
 * everything in the process. Passport sees the Authorization header alone, because its bearer strategy would also take
 * a token from the query or the body, where tokens end up in logs (RFC 6750 section 5.3).
 */
@Injectable()
export class BearerPassport {
  private readonly passport = new passport.Passport();

  constructor(credentials: Credentials) {
    for (const kind of Object.keys(strategies) as SecretKind[]) {
      const strategy = new Strategy((token, done) => {
        credentials.verify(kind, token).then(
          principal => done(null, principal ?? false),
          (error: unknown) => done(error),
        );
      });
      this.passport.use(strategies[kind], strategy);
    }
  }

  authenticate(authorization: string): Promise<Principal | null> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, principal: Principal | false | null | undefined) =>
        error ? reject(error) : resolve(principal || null);
      const run = this.passport.authenticate(
        Object.values(strategies),
        { session: false },
        settle,
      ) as Middleware;
      run({ headers: { authorization } }, {}, reject);
    });
  }
}

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => void;
