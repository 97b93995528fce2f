import pg from 'pg';
import type { Connection } from '#database';
import {
  type Browser,
  type BrowserPage,
  connectByPages,
  createOrganization,
  createTestDatabase,
  type ProcessHub,
  startHubProcess,
  type TestDatabase,
  type TestOrganization,
} from '#support';
import { SlackSimulator } from '../../../src/providers/slack/simulator/index.js';
import { slackApp, team } from './vendor.js';

type Role = 'api' | 'worker' | 'all';

/** Hub processes on one database, and an organization that connected a Slack workspace. */
export class BackboneStage {
  acme!: TestOrganization;
  readonly hubs: ProcessHub[] = [];
  private readonly redirectUris: string[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly truth: pg.Client,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  private slack!: SlackSimulator;

  static async start(
    roles: readonly Role[],
    through: Partial<Record<Role, Connection>> = {},
    database?: TestDatabase,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<BackboneStage> {
    const own = database ?? (await createTestDatabase());
    const truth = new pg.Client(own.superuser);
    await truth.connect();
    const stage = new BackboneStage(own, truth, settings);
    const { redirectUris } = stage;
    stage.slack = await SlackSimulator.start({
      app: { ...slackApp, redirectUris },
      workspaces: [{ id: team, name: 'Acme' }],
    });
    const [first, ...others] = roles;
    const hub = await stage.add(first ?? 'all', through[first ?? 'all']);
    stage.acme = await createOrganization(hub.url, hub.operatorKey);
    await stage.connect(hub);
    for (const role of others) await stage.add(role, through[role]);
    return stage;
  }

  of(role: Role): ProcessHub[] {
    return this.hubs.filter(hub => this.roles.get(hub) === role);
  }
  private readonly roles = new Map<ProcessHub, Role>();

  /** One more process; with an address of the database of its own, if one is given. */
  async add(role: Role, app: Connection = this.database.app): Promise<ProcessHub> {
    const hub = await startHubProcess({
      database: { app, owner: this.database.owner },
      settings: {
        CAUSEWAY_ROLE: role,
        CAUSEWAY_KEY: Buffer.alloc(32, 7).toString('base64'),
        CAUSEWAY_PROVIDER_URLS: JSON.stringify({ slack: this.urls }),
        ...this.settings,
      },
    });
    this.hubs.push(hub);
    this.roles.set(hub, role);
    return hub;
  }

  async stop(): Promise<void> {
    await Promise.all(this.hubs.map(hub => hub.stop()));
    await this.slack.stop();
    await this.truth.end();
    await this.database.drop();
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.truth.query<Row>(sql, [...values])).rows;
  }

  private get urls() {
    const { url } = this.slack.server;
    return {
      authorize: `${url}/oauth/v2/authorize`,
      token: `${url}/api/oauth.v2.access`,
      revoke: `${url}/api/auth.revoke`,
      api: this.slack.apiUrl,
    };
  }

  private async connect(hub: ProcessHub): Promise<void> {
    this.redirectUris.push(`${hub.url}/oauth/slack/callback`);
    const { owner, at } = this.acme;
    const { id } = await owner.post<{ id: string }>(at('/integrations'), {
      provider: 'slack',
      client: { id: slackApp.clientId, secret: slackApp.clientSecret },
      webhookSecret: slackApp.signingSecret,
    });
    await connectByPages(this.acme, id, agree);
  }
}

/** Chooses the workspace on the simulated Slack's screen and agrees. */
const agree = (browser: Browser, screen: BrowserPage): Promise<BrowserPage> => {
  const action = /action="([^"]*)"/.exec(screen.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const body = new URLSearchParams({ decision: 'allow', team });
  return browser.open(new URL(action, screen.url), { method: 'POST', body });
};
