import { Injectable } from '@nestjs/common';
import { OrganizationScope } from '#database';
import { Integrations, ProviderClients } from '#integrations';
import { installationId } from '#kernel';
import { ProviderRegistry, scopeName } from '#provider-sdk';
import { OrganizationDirectory, type Principal } from '#tenancy';
import type { OpenSandbox, Sandboxes } from './sandboxes.js';

const sandboxOrganization = 'Acme (sandbox)';

const actor = { kind: 'system', id: 'sandbox' } as const;
const hub: Principal = {
  ...{ kind: 'operator', id: installationId, organizationId: null, role: 'operator' },
  ...{ scopes: ['*'], memberId: null, isSuspended: false },
};

/** Whatever makes the sandbox usable without pasting anything: its clients, and an organization to begin with. */
@Injectable()
export class Welcome {
  constructor(
    private readonly clients: ProviderClients,
    private readonly integrations: Integrations,
    private readonly directory: OrganizationDirectory,
    private readonly registry: ProviderRegistry,
    private readonly scope: OrganizationScope,
  ) {}

  async prepare(sandboxes: Sandboxes): Promise<void> {
    for (const open of sandboxes.all) this.explain(open);
    await this.register(sandboxes.all);
    if (sandboxes.ledger.organizationId === null)
      sandboxes.ledger.noteOrganization(await this.found(sandboxes.all));
  }

  /** Consent screens say what the manifest says. */
  private explain({ key, reasons }: OpenSandbox): void {
    for (const use of this.registry.get(key).manifest.scopes) reasons[scopeName(use)] = use.reason;
  }

  /** The id of a client is drawn with its secret, so the same id is the same client. */
  private async register(all: readonly OpenSandbox[]): Promise<void> {
    const known = await this.scope.run(installationId, actor, () => this.clients.list());
    for (const { key, place } of all) {
      if (known.some(row => row.provider === key && row.clientId === place.client.id)) continue;
      const isSigned = this.registry.get(key).manifest.webhooks !== undefined;
      const client = { ...place.client, ...(isSigned ? { webhookSecret: place.webhookSecret } : {}) };
      await this.scope.run(installationId, actor, () => this.clients.put(key, client));
    }
  }

  private async found(all: readonly OpenSandbox[]): Promise<string> {
    const owner = { name: 'Ada Okafor', email: 'ada@acme.example' };
    const { organization } = await this.directory.create({ name: sandboxOrganization, owner }, hub);
    await this.scope.run(organization.id, actor, async () => {
      for (const { key } of all) await this.integrations.create({ provider: key, enabled: true });
    });
    return organization.id;
  }
}
