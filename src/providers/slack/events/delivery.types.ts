/** https://docs.slack.dev/apis/events-api#event-type-structure */
export interface SlackEvent {
  readonly type?: string;
  readonly subtype?: string;
  readonly channel?: string | { readonly id?: string };
  readonly user?: string | { readonly id?: string };
  readonly text?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly deleted_ts?: string;
  readonly message?: { readonly ts?: string; readonly subtype?: string };
  readonly item?: { readonly channel?: string };
}

/** https://docs.slack.dev/reference/interaction-payloads */
export interface SlackInteraction {
  readonly type?: string;
  readonly callback_id?: string;
  readonly team?: { readonly id?: string } | null;
  readonly user?: { readonly id?: string; readonly username?: string; readonly name?: string };
  readonly channel?: { readonly id?: string };
  readonly message?: { readonly ts?: string };
  readonly container?: { readonly message_ts?: string; readonly channel_id?: string };
  readonly actions?: readonly Readonly<Record<string, unknown>>[];
  readonly view?: {
    readonly id?: string;
    readonly callback_id?: string;
    readonly private_metadata?: string;
    readonly state?: { readonly values?: unknown };
  };
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export interface SlackCommand {
  readonly command?: string;
  readonly text?: string;
  readonly team_id?: string;
  readonly channel_id?: string;
  readonly user_id?: string;
  readonly user_name?: string;
}

export interface SlackDelivery extends SlackCommand {
  readonly type?: string;
  readonly team_id?: string;
  readonly event?: SlackEvent;
}
