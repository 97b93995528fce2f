import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Connections } from '#connections';
import { conflict, HubError, invalid } from '#kernel';
import { RunGate, Sync, SyncPurposes, Syncs } from '#syncs';
import { type Accepts, type BySide, type CommonModel, commonModels, sides } from './decisions/index.js';
import { Mirror } from './mirror.entity.js';
import type { MirrorAccepts } from './mirrors.dto.js';

interface MirrorWish {
  readonly acceptsA?: MirrorAccepts | undefined;
  readonly acceptsB?: MirrorAccepts | undefined;
  readonly fields?: readonly string[] | undefined;
}

export interface MirrorSettings {
  readonly acceptsA: Accepts;
  readonly acceptsB: Accepts;
  readonly fields: readonly string[];
}

const actions = ['create', 'update', 'delete'] as const;

/** Everything that may speak against a mirror. */
@Injectable()
export class MirrorPermit {
  constructor(
    private readonly em: EntityManager,
    private readonly syncs: Syncs,
    private readonly purposes: SyncPurposes,
    private readonly connections: Connections,
    private readonly gate: RunGate,
  ) {}

  /** The two syncs, if they may be mirrored at all. */
  async pair(syncAId: string, syncBId: string): Promise<BySide<Sync>> {
    const pair = { a: await this.syncs.get(syncAId), b: await this.syncs.get(syncBId) };
    if (pair.a.model !== pair.b.model)
      throw invalid(
        'syncBId',
        `it syncs ${pair.b.model}, the other ${pair.a.model}: a mirror joins the same`,
      );
    commonOf(pair.a);
    await this.gate.pass(pair.a);
    await this.gate.pass(pair.b);
    return pair;
  }

  /** Two ways between the same containers would make copies of copies without end. */
  async noCircle(pair: BySide<Sync>): Promise<void> {
    const mirrors = await this.em.find(Mirror, { model: pair.a.model });
    const places = new Map<string, string>();
    const placeOf = async (syncId: string): Promise<string> => {
      const known = places.get(syncId) ?? (await this.placeOf(syncId));
      places.set(syncId, known);
      return known;
    };
    const groups = new Map<string, string>();
    const root = (place: string): string => {
      const above = groups.get(place);
      return above === undefined ? place : root(above);
    };
    for (const { syncAId, syncBId } of mirrors) {
      const [left, right] = [root(await placeOf(syncAId)), root(await placeOf(syncBId))];
      if (left !== right) groups.set(left, right);
    }
    if (root(await placeOf(pair.a.id)) !== root(await placeOf(pair.b.id))) return;
    throw conflict('mirror_circle', 'The two are the same, or mirrored already, directly or through others.');
  }

  /** The same container of the same account is one place, by whatever connection. */
  private async placeOf(syncId: string): Promise<string> {
    const { connectionId, containerId } = await this.syncs.get(syncId);
    const { provider, remoteAccountId } = await this.connections.get(connectionId);
    return JSON.stringify([provider, remoteAccountId, containerId]);
  }

  async settle(pair: BySide<Sync>, wish: MirrorWish): Promise<MirrorSettings> {
    const common = commonOf(pair.a);
    const fields = wish.fields ?? common.fields;
    const unknown = fields.find(name => !common.fields.includes(name) && !common.optional.includes(name));
    if (unknown !== undefined)
      throw invalid('fields', `${unknown} belongs to one account and is not mirrored; ${named(common)} are`);
    const accepts = {
      a: await this.accepts('acceptsA', pair.a, wish.acceptsA ?? {}),
      b: await this.accepts('acceptsB', pair.b, wish.acceptsB ?? {}),
    };
    if (sides.every(side => actions.every(action => !accepts[side][action])))
      throw new HubError(
        'mirror_read_only',
        422,
        'Neither side accepts anything. Give one a direction of two_way or push.',
      );
    return { acceptsA: accepts.a, acceptsB: accepts.b, fields: [...new Set(fields)] };
  }

  private async accepts(path: string, sync: Sync, wish: MirrorAccepts): Promise<Accepts> {
    const { powers } = await this.purposes.powers(sync);
    const writable = sync.direction !== 'pull' && powers.includes('push');
    const able: Accepts = {
      create: writable && commonOf(sync).noCreation === undefined,
      update: writable,
      delete: writable && powers.includes('delete'),
    };
    for (const action of actions)
      if (wish[action] && !able[action]) throw invalid(path, refusal(sync, action));
    return {
      ...able,
      ...Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)),
    };
  }
}

const commonOf = ({ model }: Sync): CommonModel => {
  const common = commonModels[model];
  if (!common) throw invalid('syncAId', `${model} is not mirrored: it is said once, in one place`);
  return common;
};

const named = ({ fields, optional }: CommonModel): string => [...fields, ...optional].join(', ');

const refusal = (sync: Sync, action: keyof Accepts): string => {
  const { noCreation } = commonOf(sync);
  if (action === 'create' && noCreation) return noCreation;
  return sync.direction === 'pull'
    ? `its sync only pulls, so nothing can be ${action}d there; set its direction to two_way or push`
    : `its provider cannot ${action}`;
};
