import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { slackActions } from './actions/index.js';
import { everyScope, type SlackStage, slackStage } from './slack.stage.contract.js';

let stage: SlackStage;
beforeEach(async () => {
  stage = await slackStage();
});
afterEach(() => stage.simulator.stop());

const identify = (token: string) => stage.provider.identify(stage.sessionWith(token));
const send = (input: object) => {
  const [action] = slackActions;
  return action?.run(stage.session, action.input.parse({ channel: stage.channel.id, ...input }), newId());
};

describe('accounts', () => {
  it('are workspaces, or the organization when the app was installed for all of it', async () => {
    const { simulator } = stage;
    simulator.addWorkspace({ id: 'T0OTHER', name: 'Other' });
    simulator.addWorkspace({ id: 'T0GRID', name: 'Grid', enterpriseId: 'E0GRID' });
    expect(await identify(simulator.install('T0OTHER', everyScope))).toMatchObject({
      id: 'T0OTHER',
      name: 'Other',
    });
    expect(await identify(simulator.install('T0GRID', everyScope))).toMatchObject({ id: 'T0GRID' });
    const forAll = simulator.install('T0GRID', everyScope, { enterprise: true });
    expect(await identify(forAll)).toMatchObject({ id: 'E0GRID', name: 'Organization' });
  });

  it('end with the app', async () => {
    stage.simulator.uninstall('T0ACME');
    await expect(stage.provider.identify(stage.session)).rejects.toMatchObject({
      providerCode: 'auth_expired',
    });
  });
});

describe('conversations', () => {
  const list = () => Array.fromAsync(stage.provider.containers(stage.session, 'message'));

  it('are those the app is in, direct ones by the name of the person', async () => {
    const workspace = stage.simulator.workspace('T0ACME');
    const bot = stage.simulator.installations.all[0]?.botUserId ?? '';
    workspace.addChannel({ id: 'CELSE', name: 'elsewhere', kind: 'public_channel' }, ['UADA']);
    workspace.addChannel({ id: 'CSECRET', name: 'secret', kind: 'private_channel' }, [bot]);
    workspace.direct(bot, 'UADA');
    expect((await list()).map(({ name }) => name)).toEqual(['general', 'secret', '@ada']);
  });

  it('leave out the kinds that were not agreed to', async () => {
    await stage.simulator.stop();
    stage = await slackStage(['channels:read', 'channels:history']);
    expect((await list()).map(({ name }) => name)).toEqual(['general']);
    const nothing = stage.sessionWith(stage.simulator.install('T0ACME', ['chat:write']));
    await expect(Array.fromAsync(stage.provider.containers(nothing, 'message'))).rejects.toMatchObject({
      providerCode: 'insufficient_scope',
      publicDetail: expect.stringContaining('channels:read'),
    });
  });
});

describe('actions', () => {
  it('send a message to a person, and once for one key', async () => {
    const [action] = slackActions;
    const input = action?.input.parse({ channel: stage.channel.id, text: 'Once' });
    const key = 'a key of the caller’s own';
    const first = await action?.run(stage.session, input, key);
    expect(await action?.run(stage.session, input, key)).toEqual(first);
    expect(stage.channel.all()).toHaveLength(1);
    expect(await send({ channel: 'UADA', text: 'Hi Ada' })).toMatchObject({
      channel: expect.stringMatching(/^D/),
    });
  });

  it('pass on how long Slack asks to wait', async () => {
    stage.simulator.limits.perMinute.set('chat.postMessage', 1);
    await send({ text: 'One' });
    const failure: unknown = await send({ text: 'Two' })?.then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ providerCode: 'rate_limited' });
    expect((failure as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000);
  });

  it('take ids as text only, never as numbers', () => {
    const update = slackActions.find(({ name }) => name === 'update_message');
    const given = { channel: 'C1', text: 'x' };
    expect(update?.input.safeParse({ ...given, messageId: 1_700_000_000.000_001 }).success).toBe(false);
    expect(update?.input.safeParse({ ...given, messageId: '1700000000.000001' }).success).toBe(true);
  });
});
