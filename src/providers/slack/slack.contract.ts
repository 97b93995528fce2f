import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields } from '#unified-models';
import type { SimulatedChannel } from './simulator/channel.js';
import { SlackSimulator } from './simulator/index.js';
import { slackManifest } from './slack.manifest.js';
import { SlackProvider } from './slack.provider.js';

const texts = [
  'Deploy is done',
  'Überprüfung – Q3',
  '会議は三時',
  'Line one\nLine two',
  '*bold* and `code`',
  'emoji :tada: 🎉',
  '<@UADA> please look',
  'a &amp; b &lt; c',
];

/** The text is what an app may write; all else Slack sets. */
const sampleMessage = (seed: number): Fields => ({ text: `${texts[seed % texts.length] ?? ''} ${seed}` });

export const slackSubject: SuiteSubject = {
  key: 'slack',
  model: 'message',
  textField: 'text',
  setByVendor: ['editedAt'],
  lacks: {
    deletes: 'polling shows no deletion; messages/pull.spec.ts and the events show what is told',
    cursor_expiry: 'a watermark does not end; cursors inside a listing do, see messages/pull.spec.ts',
  },
  start: async () => worldOf(await SlackSimulator.start()),
  sample: sampleMessage,
};

const worldOf = (simulator: SlackSimulator): SuiteWorld => {
  const token = simulator.install(
    'T0ACME',
    slackManifest.scopes.map(({ scope }) => scope),
  );
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const channel = simulator.workspace('T0ACME').channel('CT0ACME');
  const [installation] = simulator.installations.all;
  const { botUserId: user = '', botId: bot_id = '' } = installation ?? {};
  const blocks = [{ type: 'divider' }];
  return {
    provider: new SlackProvider(),
    session: testSession({ apiUrl: simulator.apiUrl, headers }),
    containerId: channel.id,
    remote: somebodyElse(channel, { user, bot_id }),
    unknown: {
      plant: id => {
        channel.edit(id, { blocks }, user);
        return Promise.resolve();
      },
      isIntact: id => Promise.resolve(channel.get(id)?.['blocks'] === blocks),
    },
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: () => simulator.stop(),
  };
};

/** Another program with the app's own name, since Slack lets only the author change a message. */
const somebodyElse = (
  channel: SimulatedChannel,
  author: { readonly user: string; readonly bot_id: string },
): SuiteWorld['remote'] => ({
  create: fields => Promise.resolve(channel.post({ text: String(fields['text']), ...author }).ts),
  edit: (id, fields) => {
    channel.edit(id, { text: String(fields['text']) }, author.user);
    return Promise.resolve();
  },
  delete: id => {
    channel.remove(id);
    return Promise.resolve();
  },
  list: () =>
    Promise.resolve(
      channel
        .all()
        .filter(({ subtype }) => subtype !== 'tombstone')
        .map(({ ts }) => ts),
    ),
});
