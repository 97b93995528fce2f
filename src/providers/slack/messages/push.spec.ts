import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import type { ProviderRequest, ProviderSession } from '#provider-sdk';
import { creation, type SlackStage, slackStage } from '../slack.stage.contract.js';

let stage: SlackStage;
beforeEach(async () => {
  stage = await slackStage();
});
afterEach(() => stage.simulator.stop());

/** Slack does it, and the answer never arrives. */
const losing = (session: ProviderSession, method: string): ProviderSession => ({
  ...session,
  http: {
    request: async (request: ProviderRequest) => {
      const answer = await session.http.request(request);
      if (request.url.endsWith(method)) throw new Error('the process died');
      return answer;
    },
  },
});

describe('a message on its way to Slack', () => {
  it('is posted once although the answer to it was lost', async () => {
    const change = creation(newId(), { text: 'Once' }, stage.channel.id);
    await expect(stage.provider.push(losing(stage.session, 'chat.postMessage'), change)).rejects.toThrow(
      'died',
    );
    expect(stage.channel.all()).toHaveLength(1);
    const { outcome, current } = await stage.provider.push(stage.session, change);
    expect(outcome).toBe('applied');
    expect(stage.channel.all().map(({ ts }) => ts)).toEqual([current.remoteId]);
  });

  it('is posted once in a thread, too', async () => {
    const threadId = stage.channel.post({ text: 'Parent', user: 'UADA' }).ts;
    const change = creation(newId(), { text: 'Once', threadId }, stage.channel.id);
    await expect(stage.provider.push(losing(stage.session, 'chat.postMessage'), change)).rejects.toThrow(
      'died',
    );
    const { current } = await stage.provider.push(stage.session, change);
    expect(current).toMatchObject({ fields: { threadId, text: 'Once' } });
    expect(stage.channel.thread(threadId)).toHaveLength(2);
  });

  it('is posted once although a gateway failed after Slack had taken it', async () => {
    stage.simulator.losesAnswerOf = 'chat.postMessage';
    const change = creation(newId(), { text: 'Once' }, stage.channel.id);
    await expect(stage.provider.push(stage.session, change)).rejects.toMatchObject({
      providerCode: 'temporary',
    });
    await stage.provider.push(stage.session, change);
    expect(stage.channel.all()).toHaveLength(1);
  });

  it('carries no id of the hub that others in the channel could read', async () => {
    const recordId = newId();
    await stage.provider.push(stage.session, creation(recordId, { text: 'Marked' }, stage.channel.id));
    expect(JSON.stringify(stage.channel.all())).not.toContain(recordId);
  });

  it('is updated although somebody reacted to it meanwhile', async () => {
    const { current } = await stage.provider.push(
      stage.session,
      creation(newId(), { text: 'Before' }, stage.channel.id),
    );
    if (current.kind !== 'upsert') throw new Error('Nothing was posted');
    stage.channel.react(current.remoteId, 'eyes', 'UADA');
    const { remoteId: id, version, data, fields } = current;
    const change = {
      ...creation(newId(), { ...fields, text: 'After' }, stage.channel.id),
      changed: ['text'],
      remote: { id, version, data },
    };
    const { outcome } = await stage.provider.push(stage.session, change);
    expect(outcome).toBe('applied');
    expect(stage.channel.get(id)).toMatchObject({ text: 'After', reactions: [{ name: 'eyes' }] });
  });

  it('by somebody else cannot be changed by the app, for good', async () => {
    const ts = stage.channel.post({ text: 'Theirs', user: 'UADA' }).ts;
    const [page] = await stage.pages(null);
    const seen = page?.changes[0];
    if (seen?.kind !== 'upsert') throw new Error('It was not listed');
    const change = {
      ...creation(newId(), { ...seen.fields, text: 'Ours' }, stage.channel.id),
      changed: ['text'],
      remote: { id: ts, version: seen.version, data: seen.data },
    };
    await expect(stage.provider.push(stage.session, change)).rejects.toMatchObject({
      providerCode: 'permanent',
    });
  });
});
