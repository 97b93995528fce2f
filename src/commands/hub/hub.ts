import { type Client, createClient } from '../../client/index.js';
import { type JsonWish, misused } from '../terminal/index.js';
import { answerOf } from './answers.js';
import { type KnownHub, Profile } from './profile.js';

/** Options that every command has which talks to a hub. */
export interface HubOptions extends JsonWish {
  readonly url?: string | undefined;
  readonly profile: string;
  /** From the environment only: arguments can be read by every user of the machine. */
  readonly operatorKey?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly organization?: string | undefined;
}

export const defaultUrl = 'http://127.0.0.1:3000';

/** A running hub and the keys that are known for it. */
export class Hub {
  readonly url: string;
  readonly profile: Profile;

  constructor(readonly options: HubOptions) {
    this.profile = Profile.read(options.profile);
    this.url = addressOf(options.url || this.profile.currentUrl || defaultUrl);
  }

  get known(): KnownHub {
    return this.profile.hub(this.url);
  }

  get operatorKey(): string | undefined {
    return this.options.operatorKey || this.known.operatorKey;
  }

  /** A client that acts as operator. */
  operator(): Client {
    if (this.operatorKey) return this.client(this.operatorKey);
    throw misused(
      'This needs an operator key, and none is known here.',
      'Run "causeway login", or set CAUSEWAY_OPERATOR_KEY.',
    );
  }

  client(key: string): Client {
    return createClient({ baseUrl: this.url, key });
  }

  /** The data of a call, or the end of the command. */
  answer<T>(call: Promise<{ data?: T | undefined; error?: unknown; response: Response }>): Promise<T> {
    return answerOf(this.url, call);
  }
}

const addressOf = (url: string): string => {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '');
  throw misused(`${url} is no address of a hub.`, `It looks like ${defaultUrl}.`);
};
