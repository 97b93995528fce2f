import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';

export interface SimulatedPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** What one consent gave: to whom, for what, on whose behalf. */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly person: SimulatedPerson;
  readonly scopes: readonly string[];
  readonly offline: boolean;
}

export interface PendingCode {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly expiresAt: number;
}

const secret = (prefix: string): string => `${prefix}${randomBytes(24).toString('base64url')}`;
const codeSeconds = 600;

/** Codes and tokens in memory. A code works once; a revoked grant takes all its tokens with it. */
export class GrantStore {
  private readonly codes = new Map<string, PendingCode>();
  private readonly access = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>();
  private readonly refresh = new Map<string, Grant>();
  private readonly spent = new Map<string, Grant>();

  constructor(private readonly clock: Clock) {}

  createGrant(grant: Omit<Grant, 'id'>): Grant {
    return { ...grant, id: secret('grant-') };
  }

  issueCode(grant: Grant, redirectUri: string, challenge: string | null): string {
    const code = secret('code-');
    this.codes.set(code, { grant, redirectUri, challenge, expiresAt: this.now() + codeSeconds * 1000 });
    return code;
  }

  takeCode(code: string): PendingCode | undefined {
    const pending = this.codes.get(code);
    this.codes.delete(code);
    return pending && pending.expiresAt > this.now() ? pending : undefined;
  }

  issueAccess(grant: Grant, expiresIn: number): string {
    const token = secret('access-');
    this.access.set(token, { grant, expiresAt: this.now() + expiresIn * 1000 });
    return token;
  }

  issueRefresh(grant: Grant): string {
    const token = secret('refresh-');
    this.refresh.set(token, grant);
    return token;
  }

  grantOfAccess(token: string): Grant | undefined {
    const held = this.access.get(token);
    return held && held.expiresAt > this.now() ? held.grant : undefined;
  }

  grantOfRefresh(token: string): Grant | undefined {
    return this.refresh.get(token);
  }

  /** Rotation (RFC 9700 §4.14.2): the old token is spent; using it again ends the whole grant. */
  rotate(token: string, grant: Grant): string {
    this.refresh.delete(token);
    this.spent.set(token, grant);
    return this.issueRefresh(grant);
  }

  endIfReused(token: string): void {
    const grant = this.spent.get(token);
    if (grant) this.end(grant);
  }

  /** RFC 7009: either kind of token ends the grant, as it does at the large vendors. */
  revoke(token: string): boolean {
    const grant = this.refresh.get(token) ?? this.access.get(token)?.grant;
    if (grant) this.end(grant);
    return grant !== undefined;
  }

  /** Whether somebody may still act for the person. */
  holds(personId: string): boolean {
    return this.grantsOf(personId).size > 0;
  }

  /** The person withdraws everything; answers how many grants that ended. */
  endOf(personId: string): number {
    const ended = this.grantsOf(personId);
    for (const grant of ended.values()) this.end(grant);
    return ended.size;
  }

  expireAccessTokens(): void {
    this.access.clear();
  }

  endAll(): void {
    this.access.clear();
    this.refresh.clear();
  }

  private grantsOf(personId: string): Map<string, Grant> {
    const living = [...this.access.values()].filter(({ expiresAt }) => expiresAt > this.now());
    const all = [...living.map(({ grant }) => grant), ...this.refresh.values()];
    return new Map(all.filter(({ person }) => person.id === personId).map(grant => [grant.id, grant]));
  }

  private end(grant: Grant): void {
    for (const [token, held] of this.access) if (held.grant.id === grant.id) this.access.delete(token);
    for (const [token, held] of this.refresh) if (held.id === grant.id) this.refresh.delete(token);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

/** RFC 7636 §4.6, method S256. */
export const verifiesS256 = (challenge: string, verifier: string): boolean =>
  /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier) &&
  createHash('sha256').update(verifier).digest('base64url') === challenge;
