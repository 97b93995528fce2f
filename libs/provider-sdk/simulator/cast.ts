import type { Clock } from '#kernel';

/** Somebody who works at the company that sandboxes are filled with. */
export interface CastMember {
  readonly given: string;
  readonly family: string;
  readonly email: string;
  readonly phone: string;
  readonly title: string;
  readonly department: string;
}

const member = (given: string, family: string, title: string, department: string): CastMember => ({
  ...{ given, family, title, department },
  email: `${given.toLowerCase()}@acme.example`,
  // Numbers set aside for fiction: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
  phone: `+44 20 7946 0${String(100 + given.length * 37 + family.length * 11).slice(-3)}`,
});

/** The first is whoever signs in unless they choose another. */
export const cast = [
  member('Ada', 'Okafor', 'Head of Operations', 'Operations'),
  member('Grace', 'Lindqvist', 'Engineering Lead', 'Engineering'),
  member('Mateo', 'Fuentes', 'Product Designer', 'Design'),
  member('Yuki', 'Tanaka', 'Backend Engineer', 'Engineering'),
  member('Samira', 'Haddad', 'People Partner', 'People'),
  member('Jonas', 'Weber', 'Account Executive', 'Sales'),
  member('Priya', 'Raman', 'Data Analyst', 'Operations'),
  member('Oliver', 'Novak', 'Support Engineer', 'Support'),
] as const satisfies readonly CastMember[];

const dayMs = 86_400_000;

/** A date some days from now, on a working day: weekends move on to Monday. */
export const workday = (clock: Clock, days: number): string => {
  const date = new Date(clock.now().getTime() + days * dayMs);
  const weekend = { 6: 2, 0: 1 }[date.getUTCDay()] ?? 0;
  return new Date(date.getTime() + weekend * dayMs).toISOString().slice(0, 10);
};
