import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * https://www.rfc-editor.org/rfc/rfc6238 with what every authenticator app assumes: SHA-1, 30 seconds, 6 digits. The
 * weakness of SHA-1 against collisions does not touch HMAC.
 */
const stepMs = 30_000;
const digits = 6;

export const stepAt = (time: Date): number => Math.floor(time.getTime() / stepMs);

/** https://www.rfc-editor.org/rfc/rfc4226#section-5.3 */
export const codeAt = (secret: Uint8Array, step: number, length = digits): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** length).padStart(length, '0');
};

/**
 * The step that the code is of, or null. One step before and after is accepted for clocks that differ (RFC 6238 section
 * 5.2); a step up to `lastStep` was used before and is refused, so a code works once.
 */
export const acceptedStep = (
  secret: Uint8Array,
  code: string,
  { now, lastStep }: { now: Date; lastStep: number | null },
): number | null => {
  const current = stepAt(now);
  const fits = [current - 1, current, current + 1].filter(step => isSame(codeAt(secret, step), code));
  return fits.find(step => lastStep === null || step > lastStep) ?? null;
};

const isSame = (expected: string, sent: string): boolean => {
  const [left, right] = [Buffer.from(expected), Buffer.from(sent)];
  return left.length === right.length && timingSafeEqual(left, right);
};
