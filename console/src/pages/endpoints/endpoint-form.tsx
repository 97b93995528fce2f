import { Accordion, Button, Group, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { ProblemAlert } from '../../ui/index.js';
import type { Deed } from '../../ui/use-deed.js';
import type { EndpointValues } from './endpoint-values.js';
import { EventFilters } from './event-filters.js';
import { EventTypes } from './event-types.js';

export interface EndpointFormProps {
  readonly form: UseFormReturnType<EndpointValues>;
  readonly deed: Deed<[EndpointValues]>;
  readonly submit: string;
  /** How it signs is settled once. */
  readonly isNew: boolean;
  readonly onCancel: () => void;
}

export const EndpointForm = ({ form, deed, submit, isNew, onCancel }: EndpointFormProps) => (
  <form onSubmit={form.onSubmit(deed.run)}>
    <Stack>
      <TextInput
        label="Address"
        description="An http or https address of a server of yours. It must answer within 20 seconds."
        placeholder="https://example.com/hooks"
        type="url"
        required
        data-autofocus
        {...form.getInputProps('url')}
      />
      <TextInput label="What it is" placeholder="Our data warehouse" {...form.getInputProps('description')} />
      <EventTypes {...form.getInputProps('eventTypes')} value={form.values.eventTypes} />
      <Accordion variant="contained" order={3}>
        <Accordion.Item value="more">
          <Accordion.Control>More: filters, speed, signature</Accordion.Control>
          <Accordion.Panel>
            <More form={form} isNew={isNew} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      {deed.error !== null && <ProblemAlert error={deed.error} />}
      <Group>
        <Button type="submit" loading={deed.isBusy}>
          {submit}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  </form>
);

const More = ({ form, isNew }: Pick<EndpointFormProps, 'form' | 'isNew'>) => (
  <Stack>
    <EventFilters form={form} />
    <NumberInput
      label="At most a second"
      description="Leave it empty for as fast as the server answers."
      min={1}
      max={10_000}
      allowDecimal={false}
      {...form.getInputProps('throttlePerSecond')}
    />
    <NumberInput
      label="Deliveries at a time"
      description="With 1, each also waits for the one before it, so that nothing overtakes."
      min={1}
      max={64}
      allowDecimal={false}
      {...form.getInputProps('concurrency')}
    />
    {isNew && (
      <Switch
        label="Sign with a public key as well (v1a)"
        description="Every delivery is signed with the shared secret (v1). With an Ed25519 key too, receivers can check without knowing a secret."
        {...form.getInputProps('asymmetric', { type: 'checkbox' })}
      />
    )}
  </Stack>
);
