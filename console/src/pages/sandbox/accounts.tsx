import { Button, Group, Text } from '@mantine/core';
import { ProblemAlert, Status } from '../../ui/index.js';
import { Part, type PartProps } from './part.js';
import { useLever } from './use-sandbox.js';

/** Who can sign in there, and whom the hub holds a grant of. */
export const Accounts = ({ sandbox, onDone }: PartProps) => {
  const { run, error, isBusy } = useLever(sandbox, onDone);
  return (
    <Part
      title="Accounts"
      hint="Who can sign in at the simulated vendor. A grant is what the hub got when they agreed."
    >
      {error !== null && <ProblemAlert error={error} />}
      <div>
        {sandbox.accounts.map(({ id, name, email, granted }) => (
          <Group className="row" key={id} justify="space-between">
            <Text style={{ flex: '1 1 12rem' }}>
              {name}{' '}
              <Text span size="sm" c="dimmed">
                {email}
              </Text>
            </Text>
            <Status of={granted ? 'Connected' : 'Not connected'} tone={granted ? 'good' : 'quiet'} />
            <Button
              size="xs"
              variant="default"
              disabled={!granted}
              loading={isBusy}
              aria-label={`Revoke the grant of ${name}`}
              onClick={() => {
                run({ lever: 'revoke', accountId: id });
              }}
            >
              Revoke the grant
            </Button>
          </Group>
        ))}
      </div>
    </Part>
  );
};
