import { Text } from '@mantine/core';
import { Status } from '../../ui/index.js';
import { Part } from './part.js';
import type { Sandbox } from './words.js';

/** The last webhooks that the vendor posted, and what it was answered. */
export const Notices = ({ sandbox: { notices } }: { readonly sandbox: Sandbox }) => (
  <Part title="Webhooks it posted" hint="The last ones, newest first, as the vendor saw them answered.">
    {notices.length === 0 && <Text size="sm">None yet. Vendors post where a sync subscribed.</Text>}
    <div>
      {notices.map(({ address, status }, index) => (
        <div className="row" key={`${notices.length - index} ${address}`}>
          <Text size="sm" style={{ flexGrow: 1 }}>
            {address}
          </Text>
          <Status of={answerOf(status)} tone={status >= 200 && status < 300 ? 'good' : 'bad'} />
        </div>
      ))}
    </div>
  </Part>
);

const answerOf = (status: number): string => (status === 0 ? 'No answer' : `Answered ${status}`);
