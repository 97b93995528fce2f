import type { Schemas } from '../../../../src/client/index.js';

export type Sandbox = Schemas['Sandbox'];
export type Container = Sandbox['containers'][number];
export type SandboxObject = Schemas['SandboxObject'];
export type Field = Schemas['SandboxField'];
export type Value = string | boolean | null;
export type Lever = Schemas['PullSandboxLeverInput'];

/** Something was done at the vendor: what happened, and where its effect can be seen. */
export interface Deed {
  readonly text: string;
  /** There was nothing to do it to. */
  readonly isIdle?: boolean;
  readonly look: readonly { readonly to: string; readonly label: string }[];
}

const received = { to: 'webhooks/in', label: 'Webhooks received' };
const syncs = { to: 'syncs', label: 'Syncs and their runs' };
const conflicts = { to: 'conflicts', label: 'Conflicts' };
const connections = { to: 'connections', label: 'Connections' };

export const changed = (what: string, kind: string): Deed => ({
  text: `${what}. Where a sync works with it, the vendor posts a webhook and a run takes the change over; without a subscription the next run does. If the same ${kind} was changed here meanwhile, a conflict opens.`,
  look: [received, syncs, { to: 'records', label: 'Records' }, conflicts],
});

export const pulled: Readonly<Record<Lever['lever'], (affected: number) => Deed>> = {
  notify: affected => ({
    isIdle: affected === 0,
    text:
      affected === 0
        ? 'Nobody listens: the vendor has no subscription for it. Create a sync with it first, then try again.'
        : `${affected === 1 ? 'One webhook was' : `${affected} webhooks were`} posted. The same delivery twice is one receipt with a duplicate, and one run.`,
    look: affected === 0 ? [{ to: 'syncs/new', label: 'Create a sync' }] : [received, syncs],
  }),
  expire_cursors: () => ({
    text: 'The vendor forgot every cursor. The next run is told so, lists everything, and compares: nothing is lost and nothing is written twice. Start a run to see it.',
    look: [syncs],
  }),
  fail: affected => ({
    text: `The next ${affected} requests are answered with an error. Start a run: it waits as long as the vendor says, tries again, and goes on where it was.`,
    look: [syncs, connections],
  }),
  recover: () => ({
    text: 'The vendor answers as usual again. Waiting runs go on by themselves.',
    look: [syncs],
  }),
  revoke: affected => ({
    isIdle: affected === 0,
    text:
      affected === 0
        ? 'The hub holds no grant of this account, so there was nothing to withdraw.'
        : 'The person withdrew the grant at the vendor. The next use fails, the connection asks for a new sign-in, and its syncs wait. Check the connection to see it at once.',
    look: [connections, { to: '', label: 'Overview' }],
  }),
  empty: affected => ({
    text: `${affected} were deleted at the vendor. A run that would delete so many here is held until somebody approves it.`,
    look: [syncs, { to: '', label: 'Overview' }],
  }),
};
