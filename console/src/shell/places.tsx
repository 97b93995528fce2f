import { NavLink, Text } from '@mantine/core';
import { Fragment } from 'react';
import { NavLink as RouterLink, useLocation } from 'react-router';

export interface Place {
  /** Below the base of the shell; empty is its first page. */
  readonly to: string;
  readonly label: string;
}

export interface PlaceGroup {
  readonly label: string | null;
  readonly places: readonly Place[];
}

export interface PlacesProps {
  readonly base: string;
  readonly groups: readonly PlaceGroup[];
  readonly onLeave: () => void;
}

/** The navigation: every page, by subject. */
export const Places = ({ base, groups, onLeave }: PlacesProps) => {
  const { pathname } = useLocation();
  const isHere = (to: string) => (to === '' ? pathname === base : pathname.startsWith(`${base}/${to}`));
  return groups.map(({ label, places }) => (
    <Fragment key={label ?? ''}>
      {label !== null && (
        <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
          {label}
        </Text>
      )}
      {places.map(({ to, label: name }) => (
        <NavLink
          key={to}
          component={RouterLink}
          to={to === '' ? base : `${base}/${to}`}
          end={to === ''}
          label={name}
          active={isHere(to)}
          onClick={onLeave}
        />
      ))}
    </Fragment>
  ));
};
