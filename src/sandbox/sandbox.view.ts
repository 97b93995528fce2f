import type { Sandbox, SandboxField } from '#provider-sdk/simulator';
import type { levers, SandboxView } from './sandbox.dto.js';
import type { OpenSandbox } from './sandboxes.js';

type Lever = (typeof levers)[number];

/** What there is not at the vendor is not offered. */
export const leversOf = ({ announce, postbox, expireCursors }: Sandbox): Lever[] => [
  ...(announce && postbox ? (['notify'] as const) : []),
  ...(expireCursors ? (['expire_cursors'] as const) : []),
  ...(['fail', 'recover', 'revoke', 'empty'] as const),
];

const viewField = ({ name, label, type, choices, required }: SandboxField) => ({
  ...{ name, label, type, required: required ?? false },
  choices: choices ? [...choices] : null,
});

export const viewSandbox = ({ key, sandbox }: OpenSandbox, name: string): SandboxView => {
  const { server, shelf, postbox, settings } = sandbox;
  return {
    provider: key,
    name,
    url: server.url,
    settings: { ...settings },
    levers: leversOf(sandbox),
    accounts: [...sandbox.accounts()],
    containers: shelf.containers().map(container => ({
      ...container,
      fields: container.fields.map(viewField),
      objects: shelf.objects(container.id).length,
    })),
    faultsAhead: server.faultsAhead,
    notices: [...(postbox?.posted ?? [])].reverse(),
  };
};
