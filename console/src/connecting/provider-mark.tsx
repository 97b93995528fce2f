import { Box } from '@mantine/core';
import classes from './provider-mark.module.css';

const initials = (name: string): string => {
  // Letters alone: `Slack (sandbox)` is Sl.
  const [first = '', second] = name.split(/\s+/).filter(word => /^\p{L}/u.test(word));
  return second === undefined ? first.slice(0, 2) : `${first.charAt(0)}${second.charAt(0)}`;
};

/** Letters in place of a vendor's logo, which is the vendor's. The name always stands beside it. */
export const ProviderMark = ({ name, size = 36 }: { readonly name: string; readonly size?: number }) => (
  <Box className={classes['mark'] ?? ''} w={size} h={size} fz={size * 0.38} aria-hidden>
    {initials(name)}
  </Box>
);
