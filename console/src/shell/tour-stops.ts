import type { Role } from '../api/organization.js';

export interface TourStop {
  /** Below `/o/{organization}/`. */
  readonly to: string;
  readonly title: string;
  readonly text: string;
  /** Only for who may act as this. */
  readonly role?: Role;
}

export const tourStops: readonly TourStop[] = [
  {
    to: '',
    title: 'Overview',
    text: 'How the day goes: what works, what ran, and what needs somebody. Each line leads to its next step.',
  },
  {
    to: 'providers',
    title: 'Providers',
    text: 'Where accounts can be connected. Each says what it reads and writes, and why, before anybody agrees.',
  },
  {
    to: 'connections',
    title: 'Connections',
    text: 'The accounts that were connected. When a sign-in ends, it stands here first, with what helps.',
  },
  {
    to: 'consents',
    title: 'Consents',
    text: 'Who agreed to what. Withdrawing one stops every sync that stands on it.',
  },
  {
    to: 'syncs',
    title: 'Syncs',
    text: 'A sync keeps one calendar, list or channel the same on both sides. Its runs show what they did, and can be undone.',
  },
  {
    to: 'conflicts',
    title: 'Conflicts',
    text: 'When both sides changed the same thing, nothing is overwritten: you see both, side by side, and choose.',
  },
  {
    to: 'webhooks/in',
    title: 'Webhooks',
    text: 'What vendors told the hub, and under “Sent” what the hub told your own product. Everything can be sent again.',
  },
  {
    to: 'audit',
    title: 'Audit trail',
    text: 'Everything that anybody did, chained so that a change of the past is noticed. It can be checked here.',
  },
  {
    to: 'sandbox',
    title: 'Sandbox',
    text: 'Simulated vendors, to try everything without an account anywhere: edit at their side, send webhooks, break things.',
    role: 'admin',
  },
];
