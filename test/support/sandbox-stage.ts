import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Caller, createOrganization, type TestOrganization } from './api.js';
import { createTestDatabase } from './database.js';
import { freePort } from './dav-server.js';
import { startTestHub, type TestHub } from './hub.js';
import type { Browser, BrowserPage } from './oauth-browser.js';

export interface SandboxAnswer {
  readonly provider: string;
  readonly url: string;
  readonly levers: readonly string[];
  readonly accounts: readonly { readonly id: string; readonly granted: boolean }[];
  readonly faultsAhead: number;
  readonly notices: readonly { readonly status: number }[];
}

export interface SandboxObjectAnswer {
  readonly id: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A hub with its sandbox. No network is permitted: what is reached is reached because it is a sandbox. */
export class SandboxStage {
  private constructor(
    public hub: TestHub,
    readonly acme: TestOrganization,
    readonly operator: Caller,
    private readonly again: (more?: Readonly<Record<string, string>>) => Promise<TestHub>,
    private readonly clear: () => Promise<void>,
  ) {}

  static async start(): Promise<SandboxStage> {
    const directory = mkdtempSync(path.join(tmpdir(), 'causeway-sandbox-'));
    const database = await createTestDatabase();
    const settings = {
      ...{ PORT: String(await freePort()), CAUSEWAY_DATA_DIR: directory },
      ...{ CAUSEWAY_KEY: randomBytes(32).toString('base64'), CAUSEWAY_ALLOW_PRIVATE_TARGETS: '' },
      ...{ CAUSEWAY_SANDBOX: 'on', CAUSEWAY_SANDBOX_PORT: '0' },
    };
    const again = (more: Readonly<Record<string, string>> = {}): Promise<TestHub> =>
      startTestHub({ ...settings, ...more }, { database });
    const hub = await again();
    const acme = await createOrganization(hub.url, hub.operatorKey);
    return new SandboxStage(hub, acme, new Caller(hub.url, hub.operatorKey), again, async () => {
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    });
  }

  /** The same installation once more. */
  async restart(more: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.hub.stop();
    this.hub = await this.again(more);
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    await this.clear();
  }

  path(provider: string, rest = ''): string {
    return this.acme.at(`/sandbox/${provider}${rest}`);
  }

  objects(provider: string, containerId: string): string {
    return this.path(provider, `/containers/${encodeURIComponent(containerId)}/objects`);
  }

  async objectNamed(provider: string, containerId: string, title: string): Promise<SandboxObjectAnswer> {
    const { owner } = this.acme;
    const { data } = await owner.get<{ data: SandboxObjectAnswer[] }>(this.objects(provider, containerId));
    const found = data.find(object => object.title === title);
    if (!found) throw new Error(`Nothing there is called ${title}`);
    return found;
  }

  seen(provider: string): Promise<SandboxAnswer> {
    return this.acme.owner.get(this.path(provider));
  }

  pull(provider: string, wish: object): Promise<{ affected: number }> {
    return this.acme.owner.post(this.path(provider, '/levers'), wish);
  }

  async integrate(provider: string): Promise<string> {
    return (await this.acme.owner.post<{ id: string }>(this.acme.at('/integrations'), { provider })).id;
  }
}

/** What a person sends from a simulator's screen, beside what is hidden in it. */
export const answerScreen =
  (fields: Readonly<Record<string, string>>) =>
  (browser: Browser, screen: BrowserPage): Promise<BrowserPage> => {
    const action = /action="([^"]*)"/.exec(screen.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return browser.open(new URL(action, screen.url), { method: 'POST', body: new URLSearchParams(fields) });
  };
