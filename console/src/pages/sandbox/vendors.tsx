import { Select, Stack } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Empty } from '../../ui/index.js';
import { Vendor } from './vendor.js';
import type { Sandbox } from './words.js';

/** One simulated vendor at a time; which one is in the address. */
export const Vendors = ({ sandboxes }: { readonly sandboxes: readonly Sandbox[] }) => {
  const [query, setQuery] = useSearchParams();
  // The one in use is the one to look at.
  const first = sandboxes.find(({ accounts }) => accounts.some(({ granted }) => granted)) ?? sandboxes[0];
  if (first === undefined)
    return <Empty title="No simulated vendor runs">The log of the hub says why.</Empty>;
  const open = sandboxes.find(({ provider }) => provider === query.get('provider')) ?? first;
  return (
    <Stack gap="xl">
      <Select
        label="Simulated vendor"
        maw={360}
        allowDeselect={false}
        data={sandboxes.map(({ provider, name }) => ({ value: provider, label: name }))}
        value={open.provider}
        onChange={provider => {
          setQuery(provider === null ? {} : { provider }, { replace: true });
        }}
      />
      <Vendor sandbox={open} key={open.provider} />
    </Stack>
  );
};
