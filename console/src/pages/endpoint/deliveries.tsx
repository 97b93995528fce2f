import { Drawer, Loader, Select, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { useFilters } from '../../known/index.js';
import { Empty, Rows, Status, When } from '../../ui/index.js';
import { DeliveryDetail } from './delivery-detail.js';
import { deliveryWords, isDeliveryStatus } from './delivery-words.js';

const useDeliveries = (endpointId: string, status: string | undefined, eventType: string | undefined) => {
  const { id: organizationId } = useOrganization();
  const query = {
    endpointId,
    limit: 100,
    ...(isDeliveryStatus(status) ? { status } : {}),
    ...(eventType === undefined ? {} : { eventType }),
  };
  return api.useInfiniteQuery(
    'get',
    '/v1/organizations/{organizationId}/deliveries',
    { params: { path: { organizationId }, query } },
    {
      pageParamName: 'cursor',
      initialPageParam: undefined,
      getNextPageParam: (last: Schemas['DeliveryList']) => last.nextCursor ?? undefined,
    },
  );
};

/** What was sent to an endpoint, newest first; each opens with its attempts. */
export const Deliveries = ({ endpointId }: { readonly endpointId: string }) => {
  const [{ status, eventType, delivery = null }, set] = useFilters(['status', 'eventType', 'delivery']);
  const deliveries = useDeliveries(endpointId, status, eventType);
  const nothing =
    status === undefined && eventType === undefined
      ? 'Send a test event to see the first.'
      : 'Nothing fits these filters.';
  return (
    <>
      <Filters status={status} eventType={eventType} onChange={set} />
      <Rows
        label="Deliveries"
        of={deliveries}
        keyOf={({ id }) => id}
        height={60}
        row={one => <DeliveryRow delivery={one} onOpen={() => set('delivery', one.id)} />}
        empty={
          deliveries.isPending ? (
            <Loader aria-label="Loading" />
          ) : (
            <Empty title="No deliveries">{nothing}</Empty>
          )
        }
      />
      <Drawer
        opened={delivery !== null}
        onClose={() => set('delivery', null)}
        title="Delivery"
        position="right"
        size="lg"
      >
        {delivery !== null && <DeliveryDetail id={delivery} />}
      </Drawer>
    </>
  );
};

interface FiltersProps {
  readonly status: string | undefined;
  readonly eventType: string | undefined;
  readonly onChange: (name: 'status' | 'eventType', value: string | null) => void;
}

const Filters = ({ status, eventType, onChange }: FiltersProps) => {
  const [type, setType] = useState(eventType ?? '');
  return (
    <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="sm" role="search" aria-label="Filter deliveries">
      <Select
        label="State"
        placeholder="Any state"
        clearable
        data={Object.entries(deliveryWords).map(([value, { words }]) => ({ value, label: words }))}
        value={status ?? null}
        onChange={value => onChange('status', value)}
      />
      <TextInput
        label="Type of event"
        placeholder="record.updated"
        value={type}
        onChange={event => setType(event.currentTarget.value)}
        onBlur={() => onChange('eventType', type)}
        onKeyDown={event => {
          if (event.key === 'Enter') onChange('eventType', type);
        }}
      />
    </SimpleGrid>
  );
};

const DeliveryRow = ({
  delivery,
  onOpen,
}: {
  readonly delivery: Schemas['Delivery'];
  readonly onOpen: () => void;
}) => {
  const { words, tone } = deliveryWords[delivery.status];
  const attempts = delivery.attempts === 1 ? '1 attempt' : `${delivery.attempts} attempts`;
  return (
    <UnstyledButton className="row" onClick={onOpen}>
      <Stack gap={0} flex={1} miw={0}>
        <Text truncate>{delivery.eventType}</Text>
        <Text size="sm" c="dimmed" lineClamp={2}>
          <When at={delivery.createdAt} /> · {attempts}
          {delivery.responseStatus !== null && ` · answered ${delivery.responseStatus}`}
          {delivery.nextAttemptAt !== null && (
            <>
              {' '}
              · next attempt <When at={delivery.nextAttemptAt} />
            </>
          )}
          {delivery.reason !== null && ` · ${delivery.reason}`}
        </Text>
      </Stack>
      <Status of={words} tone={tone} />
    </UnstyledButton>
  );
};
