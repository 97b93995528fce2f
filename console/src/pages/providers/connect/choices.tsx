import { Radio, Stack } from '@mantine/core';
import type { Provider } from '../../../connecting/providers.js';
import type { Method } from '../words.js';

export type Whose = 'mine' | 'other';

export interface ChoicesProps {
  readonly provider: Provider;
  readonly ways: readonly Method[];
  readonly way: Method;
  readonly setWay: (way: Method) => void;
  readonly whose: Whose;
  readonly setWhose: (whose: Whose) => void;
  /** Whether somebody else can be sent a link at all. */
  readonly mayLink: boolean;
}

const labelsOf = ({ vendor, auth }: Provider): Readonly<Record<Method, string>> => ({
  oauth: `Sign in at ${vendor}`,
  installation: `Install the app in an account at ${vendor}; it then acts as itself`,
  secret: auth === 'basic' ? 'Type a user name and an app password' : 'Type an API key',
});

/** Whose account it is, and where the vendor offers several ways, which one. */
export const Choices = ({ provider, ways, way, setWay, whose, setWhose, mayLink }: ChoicesProps) => (
  <>
    {mayLink && (
      <Radio.Group
        label="Whose account is it?"
        value={whose}
        onChange={value => {
          setWhose(value === 'other' ? 'other' : 'mine');
        }}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="mine" label="Mine, or one that I have the sign-in of" />
          <Radio value="other" label="Somebody else’s: send them a link" />
        </Stack>
      </Radio.Group>
    )}
    {ways.length > 1 && (
      <Radio.Group
        label="How?"
        value={way}
        onChange={value => {
          setWay(ways.find(one => one === value) ?? way);
        }}
      >
        <Stack gap="xs" mt="xs">
          {ways.map(one => (
            <Radio key={one} value={one} label={labelsOf(provider)[one]} />
          ))}
        </Stack>
      </Radio.Group>
    )}
  </>
);
