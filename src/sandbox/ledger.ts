import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '#config';

const Place = z.object({
  port: z.number().int(),
  client: z.object({ id: z.string(), secret: z.string() }),
  webhookSecret: z.string(),
});
export type Place = z.infer<typeof Place>;

const Pages = z.object({
  /** By the key of the provider. */
  places: z.record(z.string(), Place),
  /** Where the inbox for webhooks listens: endpoints were registered with that address. */
  inboxPort: z.number().int().nullable().default(null),
  /** Set once the organization was made: whoever deletes it does not get it back. */
  organizationId: z.uuid().nullable(),
});
type Pages = z.infer<typeof Pages>;

const secret = (): string => randomBytes(24).toString('base64url');

/**
 * What a sandbox keeps between two starts: ports, because cursors that vendors hand out hold their addresses, and secrets,
 * drawn for this installation alone, so that nobody who read the source could sign a notice.
 */
export class Ledger {
  private constructor(
    private readonly file: string,
    private pages: Pages,
  ) {}

  static open(directory: string): Ledger {
    const file = path.join(directory, 'ledger.json');
    return new Ledger(file, read(file));
  }

  get organizationId(): string | null {
    return this.pages.organizationId;
  }

  get inboxPort(): number | null {
    return this.pages.inboxPort;
  }

  place(provider: string): Place | undefined {
    return this.pages.places[provider];
  }

  /** A new place, or the old one with another port. */
  settle(provider: string, port: number): Place {
    const before = this.pages.places[provider];
    if (before?.port === port) return before;
    const client = { id: `sandbox-${randomBytes(6).toString('hex')}`, secret: secret() };
    const place = before ? { ...before, port } : { port, client, webhookSecret: secret() };
    this.write({ ...this.pages, places: { ...this.pages.places, [provider]: place } });
    return place;
  }

  noteInbox(inboxPort: number): void {
    if (this.pages.inboxPort !== inboxPort) this.write({ ...this.pages, inboxPort });
  }

  noteOrganization(organizationId: string): void {
    this.write({ ...this.pages, organizationId });
  }

  private write(pages: Pages): void {
    this.pages = pages;
    writeFileSync(`${this.file}.new`, `${JSON.stringify(pages, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

const read = (file: string): Pages => {
  try {
    return Pages.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { places: {}, inboxPort: null, organizationId: null };
    const text = `${file} cannot be read. Move its folder away to begin with new sandboxes.`;
    throw new ConfigError(text, { cause: error });
  }
};
