import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { Audit } from '#audit';
import { conflict, notFound } from '#kernel';
import type { Sandbox, SandboxContainer, SandboxFields, SandboxObject } from '#provider-sdk/simulator';
import { checkFields } from './check-fields.js';
import { leversOf } from './sandbox.view.js';
import type { PullLever } from './sandbox.dto.js';
import type { OpenSandbox, Sandboxes } from './sandboxes.js';

/** Nobody can see a webhook that was posted after the answer, so the answer waits for it a little. */
const noticeMs = 1_000;

/** What a person does at a simulated vendor. Each change is in the trail of the organization whose member made it. */
@Injectable()
export class SandboxControls {
  constructor(
    private readonly sandboxes: Sandboxes | null,
    private readonly em: EntityManager,
    private readonly audit: Audit,
  ) {}

  all(): readonly OpenSandbox[] {
    return this.house.all;
  }

  get(key: string): OpenSandbox {
    return this.house.get(key);
  }

  objects(key: string, containerId: string): readonly SandboxObject[] {
    const { sandbox } = this.get(key);
    return sandbox.shelf.objects(containerOf(sandbox, containerId).id);
  }

  create(key: string, containerId: string, fields: SandboxFields): Promise<SandboxObject> {
    return this.change(key, 'create', ({ sandbox }) => {
      const container = writable(sandbox, containerId);
      checkFields(container.fields, fields, undefined);
      return objectOf(sandbox, containerId, sandbox.shelf.create(containerId, fields));
    });
  }

  edit(key: string, at: ObjectAddress, fields: SandboxFields): Promise<SandboxObject> {
    const { container: containerId, object: objectId } = at;
    return this.change(key, 'edit', ({ sandbox }) => {
      const container = writable(sandbox, containerId);
      checkFields(container.fields, fields, objectOf(sandbox, containerId, objectId).fields);
      sandbox.shelf.edit(containerId, objectId, fields);
      return objectOf(sandbox, containerId, objectId);
    });
  }

  async remove(key: string, { container: containerId, object: objectId }: ObjectAddress): Promise<void> {
    await this.change(key, 'delete', ({ sandbox }) => {
      writable(sandbox, containerId);
      sandbox.shelf.remove(containerId, objectOf(sandbox, containerId, objectId).id);
    });
  }

  pull(key: string, wish: PullLever): Promise<number> {
    const { sandbox } = this.get(key);
    if (!leversOf(sandbox).includes(wish.lever)) {
      const detail = `The simulated vendor has nothing like that: ${wish.lever}.`;
      throw conflict('sandbox_lever_missing', detail);
    }
    return this.change(key, wish.lever, open => pulled(open.sandbox, wish));
  }

  private get house(): Sandboxes {
    if (!this.sandboxes) throw notFound('sandbox');
    return this.sandboxes;
  }

  private async change<T>(
    key: string,
    lever: string,
    work: (open: OpenSandbox) => T | Promise<T>,
  ): Promise<T> {
    const open = this.get(key);
    const result = await work(open);
    await open.snapshot.save();
    await this.em.transactional(() =>
      this.audit.record({
        action: 'sandbox.changed',
        target: { type: 'sandbox', id: key },
        details: { lever },
      }),
    );
    return result;
  }
}

interface ObjectAddress {
  readonly container: string;
  readonly object: string;
}

const containerOf = ({ shelf }: Sandbox, id: string): SandboxContainer => {
  const container = shelf.containers().find(each => each.id === id);
  if (!container) throw notFound('container');
  return container;
};

const writable = (sandbox: Sandbox, id: string): SandboxContainer => {
  const container = containerOf(sandbox, id);
  if (container.writable) return container;
  throw conflict('sandbox_read_only', `The account may not write to ${container.name}.`);
};

const objectOf = (sandbox: Sandbox, containerId: string, id: string): SandboxObject => {
  const object = sandbox.shelf.objects(containerId).find(each => each.id === id);
  if (!object) throw notFound('object');
  return object;
};

const pulled = (sandbox: Sandbox, wish: PullLever): number | Promise<number> => {
  switch (wish.lever) {
    case 'notify':
      return notified(sandbox, wish.containerId, wish.times);
    case 'expire_cursors':
      sandbox.expireCursors?.();
      return 0;
    case 'fail':
      return failing(sandbox, wish);
    case 'recover':
      sandbox.server.forgetFaults();
      return 0;
    case 'revoke':
      return revoked(sandbox, wish.accountId);
    case 'empty':
      return emptied(sandbox, wish.containerId);
  }
};

const notified = async (sandbox: Sandbox, containerId: string, times: number): Promise<number> => {
  const { id } = containerOf(sandbox, containerId);
  const { postbox } = sandbox;
  if (!postbox) return 0;
  const before = postbox.count;
  postbox.repeatNext(times);
  sandbox.announce?.(id);
  for (let waited = 0; waited < noticeMs && postbox.count < before + times; waited += 20) await wait(20);
  // Nobody subscribed: the next real notice shall not come twice for it.
  postbox.repeatNext(1);
  return postbox.count - before;
};

const failing = ({ server }: Sandbox, wish: Extract<PullLever, { lever: 'fail' }>): number => {
  const { status, times, retryAfterSeconds } = wish;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  for (let count = 0; count < times; count += 1)
    server.failNext({ status, headers, body: 'A fault that somebody asked for' });
  return server.faultsAhead;
};

const revoked = (sandbox: Sandbox, accountId: string): number => {
  if (!sandbox.accounts().some(({ id }) => id === accountId)) throw notFound('account');
  return sandbox.revoke(accountId);
};

const emptied = (sandbox: Sandbox, containerId: string): number => {
  const container = writable(sandbox, containerId);
  const objects = sandbox.shelf.objects(container.id);
  // A parent takes its children with it, so each is looked for again.
  for (const { id } of objects)
    if (sandbox.shelf.objects(container.id).some(each => each.id === id))
      sandbox.shelf.remove(container.id, id);
  return objects.length;
};
