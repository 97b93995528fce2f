import type { RouteObject } from 'react-router';
import { Broken } from './shell/broken.js';
import { Home } from './shell/home.js';
import { InstallationShell } from './shell/installation-shell.js';
import { Opening } from './shell/opening.js';
import { OrganizationShell } from './shell/organization-shell.js';

/** Each page is a folder under pages/ that exports `Component`, loaded when it is opened. */
const organizationPages: RouteObject[] = [
  { index: true, lazy: () => import('./pages/overview/index.js') },
  { path: 'providers/:provider?', lazy: () => import('./pages/providers/index.js') },
  { path: 'connections', lazy: () => import('./pages/connections/index.js') },
  { path: 'connections/:connectionId', lazy: () => import('./pages/connection/index.js') },
  { path: 'syncs', lazy: () => import('./pages/syncs/index.js') },
  { path: 'syncs/new', lazy: () => import('./pages/new-sync/index.js') },
  { path: 'syncs/:syncId', lazy: () => import('./pages/sync/index.js') },
  { path: 'syncs/:syncId/runs/:runId', lazy: () => import('./pages/run/index.js') },
  { path: 'mappings', lazy: () => import('./pages/mappings/index.js') },
  { path: 'mappings/:mappingId', lazy: () => import('./pages/mapping/index.js') },
  { path: 'mirrors', lazy: () => import('./pages/mirrors/index.js') },
  { path: 'mirrors/:mirrorId', lazy: () => import('./pages/mirror/index.js') },
  { path: 'records', lazy: () => import('./pages/records/index.js') },
  { path: 'records/:recordId', lazy: () => import('./pages/record/index.js') },
  { path: 'conflicts', lazy: () => import('./pages/conflicts/index.js') },
  { path: 'conflicts/:conflictId', lazy: () => import('./pages/conflict/index.js') },
  { path: 'webhooks/in', lazy: () => import('./pages/receipts/index.js') },
  { path: 'webhooks/in/:receiptId', lazy: () => import('./pages/receipt/index.js') },
  { path: 'webhooks/out', lazy: () => import('./pages/endpoints/index.js') },
  { path: 'webhooks/out/:endpointId', lazy: () => import('./pages/endpoint/index.js') },
  { path: 'audit', lazy: () => import('./pages/audit/index.js') },
  { path: 'consents', lazy: () => import('./pages/consents/index.js') },
  { path: 'members', lazy: () => import('./pages/members/index.js') },
  { path: 'keys', lazy: () => import('./pages/keys/index.js') },
  { path: 'settings', lazy: () => import('./pages/settings/index.js') },
  { path: 'sandbox', lazy: () => import('./pages/sandbox/index.js') },
];

const installationPages: RouteObject[] = [
  { index: true, lazy: () => import('./pages/installation/index.js') },
  { path: 'organizations', lazy: () => import('./pages/organizations/index.js') },
  { path: 'organizations/:organizationId', lazy: () => import('./pages/administer-organization/index.js') },
  { path: 'providers', lazy: () => import('./pages/provider-clients/index.js') },
  { path: 'queues', lazy: () => import('./pages/queues/index.js') },
  { path: 'accounts', lazy: () => import('./pages/accounts/index.js') },
  { path: 'keys', lazy: () => import('./pages/operator-keys/index.js') },
];

export const routes: RouteObject[] = [
  {
    errorElement: <Broken />,
    hydrateFallbackElement: <Opening />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/login', lazy: () => import('./pages/login/index.js') },
      { path: '/setup', lazy: () => import('./pages/setup/index.js') },
      { path: '/invitation', lazy: () => import('./pages/invitation/index.js') },
      { path: '/reset', lazy: () => import('./pages/reset/index.js') },
      { path: '/account', lazy: () => import('./pages/account/index.js') },
      { path: '/o/:organizationId', element: <OrganizationShell />, children: organizationPages },
      { path: '/installation', element: <InstallationShell />, children: installationPages },
      { path: '*', element: <Broken /> },
    ],
  },
];
