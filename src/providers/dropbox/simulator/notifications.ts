import { createHmac, randomBytes } from 'node:crypto';
import { Postbox } from '#provider-sdk/simulator';

/** What Dropbox posts: which accounts changed, signed with the app's secret. https://www.dropbox.com/developers/reference/webhooks */
export class Notifications {
  readonly postbox = new Postbox();
  readonly statuses: number[] = [];
  /** Where the app listens; nothing is posted without it. */
  url: string | null = null;
  private readonly underway = new Set<Promise<unknown>>();
  private readonly waiting = new Set<string>();

  constructor(private readonly secret: string) {}

  /** Many changes at once are one delivery. */
  changed(accountId: string): void {
    if (this.url === null) return;
    if (this.waiting.size === 0) {
      const done = new Promise(resolve => setTimeout(resolve, 20))
        .then(() => this.post())
        .finally(() => this.underway.delete(done));
      this.underway.add(done);
    }
    this.waiting.add(accountId);
  }

  /** What Dropbox does before it takes an address. */
  async verify(): Promise<boolean> {
    const challenge = randomBytes(12).toString('base64url');
    const response = await fetch(`${this.url ?? ''}?challenge=${challenge}`);
    const isText = response.headers.get('content-type')?.startsWith('text/plain') === true;
    const isFixed = response.headers.get('x-content-type-options') === 'nosniff';
    return response.status === 200 && isText && isFixed && (await response.text()) === challenge;
  }

  async settled(): Promise<void> {
    await Promise.all(this.underway);
  }

  private async post(): Promise<void> {
    const accounts = [...this.waiting];
    this.waiting.clear();
    const body = JSON.stringify({
      list_folder: { accounts },
      delta: { users: accounts.map((_, at) => at + 1) },
    });
    const signature = createHmac('sha256', this.secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-dropbox-signature': signature };
    try {
      const { status } = await this.postbox.post(this.url ?? '', { method: 'POST', headers, body });
      this.statuses.push(status);
    } catch {
      // Nobody listens; that is the app's loss.
      this.statuses.push(0);
    }
  }
}
