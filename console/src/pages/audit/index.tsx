import { Alert, Drawer, Loader, Tabs } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.js';
import { useOrganization } from '../../api/organization.js';
import { FreshNotice, useFilters } from '../../known/index.js';
import { Empty, Page, Rows } from '../../ui/index.js';
import { AuditDetail } from './audit-detail.js';
import { AuditFilterBar, filterNames, filtersOf } from './audit-filter-bar.js';
import { AuditRow } from './audit-row.js';
import { ExportTrail } from './export-trail.js';
import { type AuditEvent, useAuditRows } from './use-audit-rows.js';
import { VerifyTrail } from './verify-trail.js';

export const Component = () => {
  const { role } = useOrganization();
  const [{ tab = 'search' }, set] = useFilters(['tab']);
  return (
    <Page
      title="Audit trail"
      description="Who did what, and when. Each event carries the hash of the one before it, so nothing can be changed or removed unseen."
    >
      {role === 'member' ? (
        <Alert color="gray">Owners, admins and auditors of this organization read the audit trail.</Alert>
      ) : (
        <Tabs
          value={tab}
          onChange={value => set('tab', value === 'search' ? null : value)}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="search">Search</Tabs.Tab>
            <Tabs.Tab value="verify">Verify</Tabs.Tab>
            <Tabs.Tab value="export">Export</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="search">
            <Search />
          </Tabs.Panel>
          <Tabs.Panel value="verify">
            <VerifyTrail />
          </Tabs.Panel>
          <Tabs.Panel value="export">
            <ExportTrail />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
};

const useNewest = (): string | undefined => {
  const { id: organizationId } = useOrganization();
  return api.useQuery('get', '/v1/organizations/{organizationId}/audit/head', {
    params: { path: { organizationId } },
  }).data?.head;
};

const Search = () => {
  const [filters, setFilter] = useFilters(filterNames);
  const [open, setOpen] = useState<AuditEvent | null>(null);
  const rows = useAuditRows(filtersOf(filters));
  return (
    <>
      <AuditFilterBar filters={filters} onChange={setFilter} />
      <FreshNotice
        newest={useNewest()}
        canFollow={(rows.data?.pages.length ?? 0) <= 1}
        words="More has happened since this list was loaded."
        onRefresh={() => void rows.refetch()}
      />
      <Rows
        label="Audit events"
        of={rows}
        keyOf={({ id }) => id}
        height={62}
        row={event => <AuditRow event={event} onOpen={() => setOpen(event)} />}
        empty={
          rows.isPending ? (
            <Loader aria-label="Loading" />
          ) : (
            <Empty title="Nothing fits">No event fits these filters.</Empty>
          )
        }
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        title="Audit event"
        position="right"
        size="lg"
      >
        {open && <AuditDetail event={open} />}
      </Drawer>
    </>
  );
};
