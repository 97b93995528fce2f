import {
  askingForm,
  choiceOf,
  errorPage,
  escapeHtml,
  html,
  redirect,
  type SimulatorReply,
  simulatorPage,
  type SimulatorRequest,
  type SimulatorServer,
} from '#provider-sdk/simulator';
import { randomBytes } from 'node:crypto';
import type { Installation, Installations } from './installations.js';
import { accept, Refusal } from './refusal.js';
import type { SimulatedWorkspace } from './workspace.js';

export interface SimulatedApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appId: string;
  readonly signingSecret: string;
  readonly redirectUris: readonly string[];
  /** What it is called on the screen; default: its client id. */
  readonly name?: string;
  /** What scopes are for, on the screen. */
  readonly reasons?: Readonly<Record<string, string>>;
}

const listOf = (text: string | null): string[] => (text ?? '').split(',').filter(scope => scope !== '');

/** Slack's OAuth v2, its dialect included: https://docs.slack.dev/authentication/installing-with-oauth */
export class SlackOAuth {
  private readonly codes = new Map<
    string,
    { readonly installation: Installation; readonly redirectUri: string }
  >();

  constructor(
    private readonly installations: Installations,
    private readonly workspaces: ReadonlyMap<string, SimulatedWorkspace>,
    private readonly apps: readonly SimulatedApp[],
  ) {}

  mount(server: SimulatorServer): void {
    server.router.add('GET', '/oauth/v2/authorize', request => this.ask(request));
    server.router.add('POST', '/oauth/v2/authorize', request => this.decide(request));
    server.router.add('POST', '/api/oauth.v2.access', request => this.exchange(request));
  }

  private ask({ url }: SimulatorRequest): SimulatorReply {
    const problem = this.problemOf(url.searchParams);
    if (problem) return html(400, errorPage('Error', problem));
    const app = this.apps.find(({ clientId }) => clientId === url.searchParams.get('client_id'));
    const teams = [...this.workspaces.values()].map(({ facts }) => ({ value: facts.id, label: facts.name }));
    const inner = choiceOf('Workspace', 'team', teams) + permissionList(url.searchParams, app?.reasons);
    const client = app?.name ?? app?.clientId ?? '';
    const form = askingForm(client, url.pathname + url.search, inner);
    return html(200, simulatorPage('Sign in to Slack (simulated)', form));
  }

  private problemOf(query: URLSearchParams): string | undefined {
    const app = this.apps.find(({ clientId }) => clientId === query.get('client_id'));
    if (!app) return 'Invalid client_id parameter';
    return app.redirectUris.includes(query.get('redirect_uri') ?? '')
      ? undefined
      : 'redirect_uri did not match any configured URIs';
  }

  private decide(request: SimulatorRequest): SimulatorReply {
    const query = request.url.searchParams;
    const problem = this.problemOf(query);
    if (problem) return html(400, errorPage('Error', problem));
    const form = request.form();
    const target = new URL(query.get('redirect_uri') ?? '');
    target.searchParams.set('state', query.get('state') ?? '');
    if (form.get('decision') === 'allow') {
      const installation = this.install(query, form.get('team'));
      const code = randomBytes(12).toString('hex');
      this.codes.set(code, { installation, redirectUri: query.get('redirect_uri') ?? '' });
      target.searchParams.set('code', code);
    } else target.searchParams.set('error', 'access_denied');
    return redirect(target.toString());
  }

  private install(query: URLSearchParams, team: string | null): Installation {
    const [first] = this.workspaces.values();
    const workspace = this.workspaces.get(team ?? '') ?? first;
    if (!workspace) throw new Error('A simulator without workspaces');
    const [installer = 'U0000000001'] = workspace.members.keys();
    const installation = this.installations.install({
      clientId: query.get('client_id') ?? '',
      teamId: workspace.facts.id,
      enterprise: false,
      installer,
      scopes: listOf(query.get('scope')),
      userScopes: listOf(query.get('user_scope')),
    });
    for (const { facts, members } of workspace.channels)
      if (facts.kind === 'public_channel') members.add(installation.botUserId);
    return installation;
  }

  private exchange(request: SimulatorRequest): SimulatorReply {
    try {
      const form = request.form();
      const app = this.authenticate(request, form);
      if (form.get('grant_type') === 'refresh_token') return this.renew(app, form.get('refresh_token') ?? '');
      const pending = this.codes.get(form.get('code') ?? '');
      this.codes.delete(form.get('code') ?? '');
      if (pending?.installation.clientId !== app.clientId) throw new Refusal('invalid_code');
      if (pending.redirectUri !== form.get('redirect_uri')) throw new Refusal('bad_redirect_uri');
      return this.granted(app, pending.installation);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }

  private authenticate(request: SimulatorRequest, form: URLSearchParams): SimulatedApp {
    const basic = /^Basic (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
    const app = this.apps.find(({ clientId }) => clientId === (form.get('client_id') ?? basicId));
    if (!app) throw new Refusal('invalid_client_id');
    if (app.clientSecret !== (form.get('client_secret') ?? basicSecret))
      throw new Refusal('bad_client_secret');
    return app;
  }

  /** Two tokens in one answer: the app's own at the top, the person's below `authed_user`. */
  private granted(app: SimulatedApp, installation: Installation): SimulatorReply {
    const { installer: id, userScopes, scopes } = installation;
    const person = userScopes.length > 0 ? this.installations.issue(installation, 'user') : undefined;
    const bot = scopes.length > 0 ? this.installations.issue(installation, 'bot') : undefined;
    return accept({
      ...(bot
        ? { ...bot, token_type: 'bot', scope: scopes.join(','), bot_user_id: installation.botUserId }
        : {}),
      app_id: app.appId,
      ...this.place(installation),
      authed_user: { id, ...(person ? { ...person, token_type: 'user', scope: userScopes.join(',') } : {}) },
    });
  }

  private renew(app: SimulatedApp, token: string): SimulatorReply {
    const held = this.installations.renew(token);
    if (held?.installation.clientId !== app.clientId) throw new Refusal('invalid_refresh_token');
    const { installation, kind } = held;
    const isBot = kind === 'bot';
    return accept({
      ...this.installations.issue(installation, kind),
      token_type: kind,
      scope: (isBot ? installation.scopes : installation.userScopes).join(','),
      app_id: app.appId,
      ...this.place(installation),
    });
  }

  private place({ teamId, enterprise }: Installation): object {
    const facts = this.workspaces.get(teamId)?.facts;
    const organization = facts?.enterpriseId ? { id: facts.enterpriseId, name: 'Organization' } : null;
    return {
      team: enterprise ? null : { id: teamId, name: facts?.name },
      enterprise: organization,
      is_enterprise_install: enterprise,
    };
  }
}

/** Slack grants all of them or none. */
const permissionList = (query: URLSearchParams, reasons: SimulatedApp['reasons']): string => {
  const scopes = [
    ...listOf(query.get('scope')),
    ...listOf(query.get('user_scope')).map(scope => `user:${scope}`),
  ];
  const items = scopes.map(scope => `<li>${escapeHtml(reasons?.[scope] ?? scope)}</li>`);
  return `<h2>What it does there</h2><ul>${items.join('')}</ul>`;
};
