import { ProviderError } from '#kernel';
import type { PartialDate, PersonBirthday } from '../google-contacts.types.js';

const two = (value: number): string => String(value).padStart(2, '0');

/** `YYYY-MM-DD`, or `--MM-DD` where the year is not known; a date without a day, or in words, is none. */
export const readBirthday = (birthdays: readonly PersonBirthday[] | undefined): string | null => {
  const { year, month, day } = birthdays?.[0]?.date ?? {};
  if (!month || !day) return null;
  return `${year ? `${String(year).padStart(4, '0')}-` : '--'}${two(month)}-${two(day)}`;
};

export const writeBirthday = (birthday: string | null): { readonly date: PartialDate }[] => {
  if (birthday === null) return [];
  const [, year, month, day] = /^(?:(\d{4})-|--)(\d{2})-(\d{2})$/.exec(birthday) ?? [];
  if (!month || !day) {
    throw new ProviderError('permanent', 'A birthday is written as YYYY-MM-DD, or --MM-DD without a year.');
  }
  return [{ date: { ...(year ? { year: Number(year) } : {}), month: Number(month), day: Number(day) } }];
};
