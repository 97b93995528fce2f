import { IcsError } from './component.js';

/** https://www.rfc-editor.org/rfc/rfc5545#section-3.3.6: days are wall-clock days, the rest is exact time. */
export interface IcsDuration {
  readonly days: number;
  readonly seconds: number;
}

const shape = /^([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/i;

export const parseDuration = (value: string): IcsDuration => {
  const match = shape.exec(value.trim());
  if (!match || /[PT]$/i.test(value.trim())) throw new IcsError('a duration is not one');
  const [weeks, days, hours, minutes, seconds] = match.slice(2).map(part => Number(part ?? 0));
  const sign = match[1] === '-' ? -1 : 1;
  return {
    days: sign * ((weeks ?? 0) * 7 + (days ?? 0)),
    seconds: sign * ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)),
  };
};

export const secondsOf = (duration: IcsDuration): number => duration.days * 86_400 + duration.seconds;

/** `-PT15M`; whole minutes are all that the model knows. */
export const formatMinutes = (minutes: number): string => `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M`;
