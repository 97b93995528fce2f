import { HubError } from '#kernel';
import { commonPasswords } from './common-passwords.js';

/** By length alone, as NIST SP 800-63B-4 section 3.1.1.2 asks; composition rules make passwords weaker. */
const shortest = 12;
export const longestPassword = 256;

/** Refuses what would be guessed first: too short, common, one character over and over, or the person's own name. */
export const requireGoodPassword = (password: string, person: { email: string; name: string }): void => {
  const problem = problemOf(password.normalize('NFC'), person);
  if (problem)
    throw new HubError('password_weak', 422, problem, { fields: [{ path: 'password', detail: problem }] });
};

const problemOf = (
  password: string,
  { email, name }: { email: string; name: string },
): string | undefined => {
  if (Array.from(password).length < shortest)
    return `expected at least ${shortest} characters; a sentence is fine`;
  const plain = simplified(password);
  if (new Set(plain).size < 5) return 'expected more than a few different characters';
  if (commonPasswords.has(plain) || commonPasswords.has(plain.replace(/[\d!?.,]+$/, '')))
    return 'expected one that is not among the most common passwords';
  const own = [email, email.split('@')[0] ?? '', name].map(simplified).filter(text => text.length > 3);
  return own.some(text => plain.replaceAll(text, '').length < 4)
    ? 'expected more than your own name or address'
    : undefined;
};

const simplified = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
