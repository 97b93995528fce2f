import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hashPassword, isOutdated, verifyPassword } from './argon2.js';

export interface PasswordVerdict {
  readonly isRight: boolean;
  /** A new hash to store: the password was right, and its hash was of an older cost. */
  readonly renewed: string | null;
}

/** Checks passwords with the same work whether or not there is an account, so that time tells nothing. */
@Injectable()
export class Passwords {
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return hashPassword(password);
  }

  async check(password: string, stored: string | null): Promise<PasswordVerdict> {
    // Nobody knows the decoy's password, not even we: it is as random as its salt.
    this.decoy ??= hashPassword(randomUUID());
    const matches = await verifyPassword(password, stored ?? (await this.decoy));
    const isRight = matches && stored !== null;
    return { isRight, renewed: isRight && isOutdated(stored) ? await this.hash(password) : null };
  }
}
