import { Refusal } from './refusal.js';
import type { TokenFacts } from './installations.js';
import type { SimulatedChannel } from './channel.js';
import type { SimulatedWorkspace } from './workspace.js';

/** One call of a method by the holder of a token. */
export class Call {
  constructor(
    readonly workspace: SimulatedWorkspace,
    readonly token: TokenFacts,
    private readonly form: URLSearchParams,
    /** Issued cursors name it. */
    readonly epoch: number,
  ) {}

  text(name: string): string {
    return this.form.get(name) ?? '';
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(this.text(name));
  }

  has(name: string): boolean {
    return this.form.has(name);
  }

  json(name: string): unknown {
    try {
      return this.has(name) ? JSON.parse(this.text(name)) : undefined;
    } catch {
      throw new Refusal('invalid_json');
    }
  }

  get limit(): number {
    return Math.min(Math.max(Number(this.text('limit') || 100), 1), 999);
  }

  /** Any of the scopes will do. */
  need(...scopes: readonly string[]): void {
    const provided = this.token.scopes.join(',');
    if (!scopes.some(scope => this.token.scopes.includes(scope)))
      throw new Refusal('missing_scope', { needed: scopes[0], provided });
  }

  /** The conversation, if whoever calls may see it. */
  channel(name = 'channel'): SimulatedChannel {
    const channel = this.workspace.channel(this.text(name));
    const isHidden = channel.facts.kind !== 'public_channel' && !channel.members.has(this.token.userId);
    if (isHidden) throw new Refusal('channel_not_found');
    return channel;
  }

  /** The same, of which they are a member. */
  joined(): SimulatedChannel {
    const channel = this.channel();
    if (!channel.members.has(this.token.userId)) throw new Refusal('not_in_channel');
    return channel;
  }

  /** One page of a list, and where the next one begins. */
  page<T>(items: readonly T[]): { readonly page: T[]; readonly more: object } {
    const start = this.position();
    const page = items.slice(start, start + this.limit);
    const end = start + page.length;
    const next = end < items.length ? Buffer.from(`${this.epoch}:${end}`).toString('base64url') : '';
    return { page, more: { has_more: next !== '', response_metadata: { next_cursor: next } } };
  }

  private position(): number {
    const cursor = this.text('cursor');
    if (cursor === '') return 0;
    const [epoch, position] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
    if (Number(epoch) !== this.epoch || !/^\d+$/.test(position ?? '')) throw new Refusal('invalid_cursor');
    return Number(position);
  }
}
