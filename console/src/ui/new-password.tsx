import { PasswordInput, type PasswordInputProps } from '@mantine/core';

/** A password that is chosen. The hub judges it; here stands what it asks for. */
export const NewPassword = (props: PasswordInputProps) => (
  <PasswordInput
    label="Password"
    description="At least 12 characters. A short sentence is fine; common passwords and your own name are not."
    autoComplete="new-password"
    minLength={12}
    maxLength={256}
    required
    {...props}
  />
);
