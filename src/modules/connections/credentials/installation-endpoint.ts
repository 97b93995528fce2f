import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { createPrivateKey } from 'node:crypto';
import { OutboundClient, type OutboundResponse } from '#http';
import { missingApp } from '#integrations';
import { Clock, ProviderError } from '#kernel';
import { fillTemplate, type InstallationAuth } from '#provider-sdk';
import { callEndpoint, type TokenParty } from './endpoint-call.js';
import {
  listedIn,
  type ListedInstallation,
  type MintedToken,
  readMinted,
  readPerson,
  readStanding,
  type Standing,
} from './installation-answers.js';

/** The vendor's clock may be a minute behind ours. */
const backdatedSeconds = 60;
const mostPages = 20;

/** Speaks for an app that is installed in accounts: with its key, or with the token of the person who installed it. */
@Injectable()
export class InstallationEndpoint {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly clock: Clock,
  ) {}

  async mint(party: TokenParty, installationId: string): Promise<MintedToken> {
    const auth = installationOf(party);
    const path = auth.mintPath.replaceAll('{id}', encodeURIComponent(installationId));
    const answer = await this.call(party, 'POST', path, await this.appJwt(party, auth));
    return readMinted(answer, party.manifest.name);
  }

  /** What the vendor says of the installation, if the person behind `userToken` sees it at all. */
  async find(
    party: TokenParty,
    userToken: string,
    installationId: string,
  ): Promise<ListedInstallation | null> {
    const { list, accountName, owner } = installationOf(party);
    const wish = { member: list.member, accountName, accountId: owner.accountId, installationId };
    let page: string | undefined = list.path;
    for (let asked = 0; page !== undefined && asked < mostPages; asked++) {
      const answer: OutboundResponse = await this.call(party, 'GET', page, userToken);
      const { found, next } = listedIn(answer, wish);
      if (found) return found;
      page = next === undefined ? undefined : this.ownPath(party, next);
    }
    return null;
  }

  /** Whether the installation's account is the person's own, or one that they administer. */
  async standing(
    party: TokenParty,
    userToken: string,
    { accountId, accountName }: ListedInstallation,
  ): Promise<Standing> {
    const { person, membership } = installationOf(party).owner;
    if (accountId === null || accountName === null) return 'other';
    const own = await this.call(party, 'GET', person.path, userToken);
    if (readPerson(own, person.id) === accountId) return 'owner';
    const path = membership.path.replaceAll('{account}', encodeURIComponent(accountName));
    return readStanding(await this.call(party, 'GET', path, userToken), membership, accountId);
  }

  /** Gives the installation's token back; the installation itself is its account's to end. */
  async revoke(party: TokenParty, token: string): Promise<boolean> {
    const { revokePath } = installationOf(party);
    if (!revokePath) return false;
    const { status } = await this.call(party, 'DELETE', revokePath, token);
    // 401: it had ended by itself.
    if (status < 300 || status === 401 || status === 404) return true;
    throw new ProviderError('temporary', `The revocation endpoint answered ${status}.`, {
      remoteStatus: status,
    });
  }

  private async appJwt({ client, manifest }: TokenParty, auth: InstallationAuth): Promise<string> {
    if (!client.app) throw missingApp(manifest.key);
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(client.app.id)
      .setIssuedAt(now - backdatedSeconds)
      .setExpirationTime(now - backdatedSeconds + auth.jwtSeconds)
      .sign(createPrivateKey(client.app.privateKey));
  }

  /** A link to the next page leads nowhere else, for the token goes along. */
  private ownPath({ manifest }: TokenParty, link: string): string {
    const base = `${fillTemplate(manifest.apiUrl, {})}/`;
    if (link.startsWith(base)) return link.slice(base.length - 1);
    throw new ProviderError('permanent', `${manifest.name} named a next page that is not its own.`);
  }

  private call(party: TokenParty, method: string, path: string, bearer: string): Promise<OutboundResponse> {
    const url = `${fillTemplate(party.manifest.apiUrl, {})}${path}`;
    const headers = { ...installationOf(party).headers, authorization: `Bearer ${bearer}` };
    return callEndpoint(this.outbound, party, { use: 'installation', method, url, headers });
  }
}

const installationOf = ({ auth, manifest }: TokenParty): InstallationAuth => {
  if (!auth.installation) throw new Error(`${manifest.key} has no apps to install`);
  return auth.installation;
};
