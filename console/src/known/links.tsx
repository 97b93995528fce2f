import { Anchor, type AnchorProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useOrganization } from '../api/organization.js';
import { useProviderName } from '../connecting/providers.js';
import { useConnections, useSyncs } from './lists.js';
import { shortId } from './actor.js';

/** Addresses of pages of this organization: `to('records/…')`. */
export const useTo = (): ((path: string) => string) => {
  const { id } = useOrganization();
  return path => `/o/${id}/${path}`;
};

export interface PageLinkProps extends AnchorProps {
  readonly to: string;
  readonly children: ReactNode;
}

/** A link to another page of this organization. */
export const PageLink = ({ to, children, ...props }: PageLinkProps) => {
  const at = useTo();
  return (
    <Anchor component={Link} to={at(to)} underline="always" inherit {...props}>
      {children}
    </Anchor>
  );
};

export const SyncLink = ({ id }: { readonly id: string }) => {
  const sync = useSyncs().data?.data.find(found => found.id === id);
  return <PageLink to={`syncs/${id}`}>{sync?.name ?? `Sync ${shortId(id)}`}</PageLink>;
};

export const ConnectionLink = ({ id }: { readonly id: string }) => {
  const connection = useConnections().data?.data.find(found => found.id === id);
  const nameOf = useProviderName();
  const name = connection
    ? `${connection.account.name} at ${nameOf(connection.provider)}`
    : `Connection ${shortId(id)}`;
  return <PageLink to={`connections/${id}`}>{name}</PageLink>;
};
