import type { HubOptions } from '../hub/index.js';
import type { Config } from '#config';

export interface DoctorOptions extends HubOptions {
  readonly offline?: boolean | undefined;
}

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `notice` is worth knowing, `bad` has to be mended. */
  readonly verdict: 'good' | 'notice' | 'bad';
  readonly says: string;
  readonly cure?: string | undefined;
}

export const good = (check: string, says: string): Finding => ({ check, verdict: 'good', says });

export const notice = (check: string, says: string, cure?: string): Finding => ({
  check,
  verdict: 'notice',
  says,
  cure,
});

export const bad = (check: string, says: string, cure?: string): Finding => ({
  check,
  verdict: 'bad',
  says,
  cure,
});

/** What all checks may look at. */
export interface Examined {
  readonly config: Config;
  readonly options: DoctorOptions;
}

/** The message of whatever was thrown, with the code of the system's error in it. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  const text = inner.message || inner.name;
  return code && !text.includes(code) ? `${text} (${code})` : text;
};
