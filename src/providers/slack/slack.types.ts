/** What of Slack's answers is read: https://docs.slack.dev/reference/objects */
export interface SlackAnswer {
  readonly ok?: boolean;
  readonly error?: string;
  /** Scopes a refused call needed, comma-separated. */
  readonly needed?: string;
  readonly response_metadata?: { readonly next_cursor?: string };
}

export interface SlackFile {
  readonly id: string;
  readonly name?: string | null;
  readonly mimetype?: string;
  readonly size?: number;
  readonly permalink?: string;
  readonly mode?: string;
}

export interface SlackMessage {
  /** Seconds, a point, six digits: an id that only looks like a number. */
  readonly ts: string;
  readonly type?: string;
  readonly subtype?: string;
  readonly text?: string;
  readonly user?: string;
  readonly username?: string;
  readonly bot_id?: string;
  readonly bot_profile?: { readonly name?: string };
  readonly edited?: { readonly user?: string; readonly ts: string };
  readonly thread_ts?: string;
  readonly reply_count?: number;
  readonly latest_reply?: string;
  readonly reactions?: readonly { readonly name: string; readonly count: number }[];
  readonly files?: readonly SlackFile[];
  readonly metadata?: {
    readonly event_type?: string;
    readonly event_payload?: Readonly<Record<string, unknown>>;
  };
}

export interface SlackMessages extends SlackAnswer {
  readonly messages?: readonly SlackMessage[];
}

export interface SlackPosted extends SlackAnswer {
  readonly channel: string;
  readonly ts: string;
}

export interface SlackChannel {
  readonly id: string;
  readonly name?: string;
  readonly user?: string;
  readonly is_im?: boolean;
  readonly is_mpim?: boolean;
  readonly is_private?: boolean;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly is_general?: boolean;
}

export interface SlackChannels extends SlackAnswer {
  readonly channels?: readonly SlackChannel[];
}

export interface SlackChannelAnswer extends SlackAnswer {
  readonly channel: SlackChannel;
}

export interface SlackMember {
  readonly id: string;
  readonly name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly tz?: string;
  readonly updated?: number;
  readonly real_name?: string;
  readonly profile?: {
    readonly real_name?: string;
    readonly display_name?: string;
    readonly first_name?: string;
    readonly last_name?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly title?: string;
    readonly image_192?: string;
  };
}

export interface SlackMembers extends SlackAnswer {
  readonly members?: readonly SlackMember[];
}

/** `auth.test`: https://docs.slack.dev/reference/methods/auth.test */
export interface SlackIdentity extends SlackAnswer {
  readonly team_id?: string;
  readonly team?: string;
  readonly enterprise_id?: string | null;
  readonly enterprise_name?: string;
  readonly is_enterprise_install?: boolean;
}
