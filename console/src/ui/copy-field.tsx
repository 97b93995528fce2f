import { Button, CopyButton, TextInput } from '@mantine/core';

export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
}

/** An address to paste somewhere else. */
export const CopyField = ({ label, value, description }: CopyFieldProps) => (
  <TextInput
    label={label}
    description={description}
    value={value}
    readOnly
    w="100%"
    maw={640}
    onFocus={event => {
      event.currentTarget.select();
    }}
    rightSectionWidth={84}
    rightSection={
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} aria-label={`Copy ${label}`}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    }
  />
);
