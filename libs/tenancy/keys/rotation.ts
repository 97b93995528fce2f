import { conflict } from '#kernel';

export const daySeconds = 86_400;
export const longestOverlapSeconds = 30 * daySeconds;

/** What rotation looks at, of a key of either kind. */
export interface Rotatable {
  readonly createdAt: Date;
  expiresAt?: Date | null | undefined;
  revokedAt?: Date | null | undefined;
  successorId?: string | null | undefined;
}

/** Throws unless the key still works and nothing has taken its place. */
export const requireRotatable = ({ expiresAt, revokedAt, successorId }: Rotatable, now: Date): void => {
  const refuse = (detail: string) => conflict('key_not_rotatable', detail);
  if (revokedAt) throw refuse('This key was revoked. Make a new one instead.');
  if (expiresAt && expiresAt <= now) throw refuse('This key has ended. Make a new one instead.');
  if (successorId)
    throw refuse(`This key was rotated before. Rotate the key that took its place instead: ${successorId}.`);
};

/** A successor lives as long as its predecessor was meant to, from now on. */
export const endOfSuccessor = ({ createdAt, expiresAt }: Rotatable, now: Date): Date | null =>
  expiresAt ? new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime()) : null;

/** Ends the key after the overlap, or at its own end if that comes first. */
export const giveWay = (key: Rotatable, successorId: string, endsAt: Date): Date => {
  const end = key.expiresAt && key.expiresAt < endsAt ? key.expiresAt : endsAt;
  Object.assign(key, { successorId, expiresAt: end });
  return end;
};
