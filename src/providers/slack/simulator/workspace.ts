import type { Clock } from '#kernel';
import type { SlackMember } from '../slack.types.js';
import { type ChannelFacts, SimulatedChannel, slackId } from './channel.js';
import { Refusal } from './refusal.js';

export interface WorkspaceFacts {
  readonly id: string;
  readonly name: string;
  /** Set when it belongs to an Enterprise organization. */
  readonly enterpriseId?: string;
}

type Listener = (workspace: SimulatedWorkspace, event: Readonly<Record<string, unknown>>) => void;

/** One workspace: members, conversations, and whoever listens to what happens. */
export class SimulatedWorkspace {
  readonly members = new Map<string, SlackMember>();
  private readonly conversations = new Map<string, SimulatedChannel>();

  constructor(
    readonly facts: WorkspaceFacts,
    private readonly clock: Clock,
    private readonly listener: Listener,
  ) {}

  get channels(): SimulatedChannel[] {
    return [...this.conversations.values()];
  }

  addMember(member: SlackMember): SlackMember {
    this.members.set(member.id, { ...member, updated: Math.floor(this.clock.now().getTime() / 1000) });
    return member;
  }

  addChannel(facts: ChannelFacts, members: readonly string[]): SimulatedChannel {
    const channel = new SimulatedChannel(facts, this.clock, event => this.announce(event));
    for (const member of members) channel.members.add(member);
    this.conversations.set(facts.id, channel);
    return channel;
  }

  createChannel(name: string, creator: string): SimulatedChannel {
    if (this.channels.some(({ facts }) => facts.name === name)) throw new Refusal('name_taken');
    const channel = this.addChannel({ id: slackId('C'), name, kind: 'public_channel' }, [creator]);
    this.announce({ type: 'channel_created', channel: { id: channel.id, name, creator } });
    return channel;
  }

  channel(id: string): SimulatedChannel {
    const channel = this.conversations.get(id);
    if (!channel) throw new Refusal('channel_not_found');
    return channel;
  }

  /** The conversation of these two, made when there is none. */
  direct(one: string, other: string): SimulatedChannel {
    const existing = this.channels.find(
      ({ facts, members }) => facts.kind === 'im' && members.has(one) && members.has(other),
    );
    return existing ?? this.addChannel({ id: slackId('D'), name: '', kind: 'im', user: other }, [one, other]);
  }

  announce(event: Readonly<Record<string, unknown>>): void {
    this.listener(this, event);
  }
}
