import { describe, expect, it } from '@jest/globals';
import type { RemoteEvent } from '#provider-sdk';
import { parseDelivery } from './parse-delivery.js';

const parse = (body: unknown): readonly RemoteEvent[] =>
  parseDelivery({
    id: 'r1',
    eventType: '',
    headers: {},
    body,
    text: JSON.stringify(body),
    subscription: null,
    receivedAt: new Date(0),
  });
const event = (given: object): readonly RemoteEvent[] =>
  parse({ type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event: given });
const changed = (containerId: string, more: object = {}): object[] => [
  { kind: 'changed', model: 'message', containerId, ...more },
];

describe('an event', () => {
  it('about a message says which channel changed', () => {
    expect(event({ type: 'message', channel: 'C1', ts: '1.000001' })).toEqual(changed('C1'));
    expect(
      event({ type: 'message', subtype: 'message_changed', channel: 'C1', message: { ts: '1.0' } }),
    ).toEqual(changed('C1'));
    expect(event({ type: 'reaction_added', item: { channel: 'C2', ts: '1.000001' } })).toEqual(changed('C2'));
  });

  it('about a deletion names what is gone, also when a tombstone stays', () => {
    expect(
      event({ type: 'message', subtype: 'message_deleted', channel: 'C1', deleted_ts: '1.000001' }),
    ).toEqual(changed('C1', { deleted: ['1.000001'] }));
    const message = { ts: '1.000002', subtype: 'tombstone' };
    expect(event({ type: 'message', subtype: 'message_changed', channel: 'C1', message })).toEqual(
      changed('C1', { deleted: ['1.000002'] }),
    );
  });

  it('about a channel or a member says so', () => {
    expect(event({ type: 'channel_rename', channel: { id: 'C3', name: 'x' } })).toEqual(changed('C3'));
    expect(event({ type: 'member_joined_channel', channel: 'C4', user: 'U1' })).toEqual(changed('C4'));
    expect(event({ type: 'team_join', user: { id: 'U1' } })).toEqual([
      { kind: 'changed', model: 'contact', containerId: 'members' },
    ]);
  });

  it('about the end of the app ends the connection', () => {
    expect(event({ type: 'app_uninstalled' })).toEqual([{ kind: 'revoked' }]);
    expect(event({ type: 'tokens_revoked', tokens: { bot: ['U1'] } })).toEqual([{ kind: 'revoked' }]);
  });

  it('that is a mention is told to people', () => {
    const data = {
      teamId: 'T1',
      channel: 'C1',
      user: 'U1',
      text: 'hi',
      messageId: '1.000001',
      threadId: null,
    };
    expect(event({ type: 'app_mention', channel: 'C1', user: 'U1', text: 'hi', ts: '1.000001' })).toEqual([
      { kind: 'notice', type: 'app_mention', data },
    ]);
  });

  it('of an unknown kind, or no event at all, says nothing', () => {
    for (const body of [null, 'x', 7, [], {}, { type: 'event_callback' }, { type: 'url_verification' }])
      expect(parse(body)).toEqual([]);
    expect(event({ type: 'emoji_changed' })).toEqual([]);
    expect(event({ type: 'message' })).toEqual([]);
  });
});

describe('a click and a command', () => {
  const urls = { response_url: 'https://hooks.slack.com/actions/secret', trigger_id: '1.2.secret' };

  it('are told without the powers that come with them', () => {
    const click = {
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: 'U1' },
      channel: { id: 'C1' },
      message: { ts: '1.000001' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'b', value: '42' }],
      ...urls,
    };
    const [notice] = parse(click);
    expect(notice).toMatchObject({
      kind: 'notice',
      type: 'block_actions',
      data: { user: 'U1', messageId: '1.000001', actions: [{ actionId: 'approve', value: '42' }] },
    });
    expect(parse({ payload: JSON.stringify(click) })).toEqual([notice]);
    const [command] = parse({
      command: '/deploy',
      text: 'now',
      team_id: 'T1',
      channel_id: 'C1',
      user_id: 'U1',
      ...urls,
    });
    expect(command).toMatchObject({
      type: 'slash_command',
      data: { command: '/deploy', text: 'now', user: 'U1' },
    });
    expect(JSON.stringify([notice, command])).not.toContain('secret');
  });

  it('bring what was typed into a dialog', () => {
    const view = {
      id: 'V1',
      callback_id: 'ask',
      private_metadata: 'p',
      state: { values: { a: { b: { value: '1' } } } },
    };
    expect(parse({ type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1' }, view })).toMatchObject([
      { type: 'view_submission', data: { callbackId: 'ask', view: { id: 'V1', values: view.state.values } } },
    ]);
  });
});
