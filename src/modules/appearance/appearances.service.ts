import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Audit } from '#audit';
import { OrganizationScope } from '#database';
import { Clock, currentOrganization, invalid, newId, notFound } from '#kernel';
import { Organizations } from '#tenancy';
import { Appearance } from './appearance.entity.js';
import { type AppearanceInput, logoLimit, longestSide } from './appearance.dto.js';
import { textOn } from './colour.js';
import { readPicture } from './image.js';

/** What a page needs to look like the organization's own. */
export interface Look {
  readonly name: string;
  readonly colour: string | null;
  readonly textColour: '#ffffff' | '#000000' | null;
  /** On any host of the hub. */
  readonly logoPath: string | null;
  readonly supportUrl: string | null;
  readonly privacyUrl: string | null;
}

export interface Logo {
  readonly type: string;
  readonly bytes: Buffer;
}

type LogoColumns = Pick<Appearance, 'logo' | 'logoType' | 'logoHash'>;

@Injectable()
export class Appearances {
  constructor(
    private readonly em: EntityManager,
    private readonly scope: OrganizationScope,
    private readonly organizations: Organizations,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Null until somebody chose one. */
  current(): Promise<Appearance | null> {
    return this.em.findOne(Appearance, { organizationId: currentOrganization() });
  }

  async look(): Promise<Look> {
    const [appearance, organization] = [await this.current(), await this.organizations.current()];
    const colour = appearance?.colour ?? null;
    return {
      name: appearance?.displayName ?? organization.name,
      colour,
      textColour: colour === null ? null : textOn(colour),
      logoPath: appearance?.logoHash ? `/logos/${appearance.logoHash}` : null,
      supportUrl: appearance?.supportUrl ?? null,
      privacyUrl: appearance?.privacyUrl ?? null,
    };
  }

  put(wish: AppearanceInput): Promise<Appearance> {
    const { logo, ...facts } = wish;
    const picture = logo === undefined ? {} : logoColumns(logo?.data ?? null);
    const told = { ...facts, ...('logoHash' in picture ? { logoHash: picture.logoHash } : {}) };
    return this.em.transactional(async em => {
      const before = await this.current();
      const names = Object.keys(told) as (keyof typeof told)[];
      const changed = names.filter(name => (before?.[name] ?? null) !== told[name]);
      if (before && changed.length === 0) return before;
      const appearance = before ?? this.born(em);
      em.assign(appearance, { ...facts, ...picture, updatedAt: this.clock.now() });
      await em.flush();
      await this.audit.record({
        action: 'appearance.changed',
        target: { type: 'organization', id: currentOrganization() },
        details: { changed, logoHash: appearance.logoHash ?? null },
      });
      return appearance;
    });
  }

  /** For anybody who has its address: pages of people who are not known yet show it. */
  async logo(hash: string): Promise<Logo> {
    const found = await this.scope.acrossOrganizations('the address of a logo names its organization', em =>
      em.execute<{ organization_id: string }[]>(
        'select organization_id from appearance where logo_hash = ? limit 1',
        [hash],
      ),
    );
    const [row] = found;
    if (!row) throw notFound('logo');
    const actor = { kind: 'system', id: 'logos' } as const;
    return this.scope.run(row.organization_id, actor, async () => {
      const stored = await this.em.findOne(Appearance, { logoHash: hash }, { populate: ['logo'] });
      if (!stored?.logo || !stored.logoType) throw notFound('logo');
      return { type: stored.logoType, bytes: Buffer.from(stored.logo) };
    });
  }

  private born(em: EntityManager): Appearance {
    const appearance = em.create(Appearance, {
      id: newId(),
      organizationId: currentOrganization(),
      updatedAt: this.clock.now(),
    });
    em.persist(appearance);
    return appearance;
  }
}

const logoColumns = (data: string | null): LogoColumns => {
  if (data === null) return { logo: null, logoType: null, logoHash: null };
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > logoLimit) throw invalid('logo.data', 'expected 100 KiB at most');
  const picture = readPicture(bytes);
  if (!picture) throw invalid('logo.data', 'expected a PNG, JPEG or WebP picture');
  const { width, height, type } = picture;
  if (Math.min(width, height) < 1 || Math.max(width, height) > longestSide)
    throw invalid('logo.data', `expected ${longestSide} pixels a side at most`);
  return { logo: bytes, logoType: type, logoHash: createHash('sha256').update(bytes).digest('hex') };
};
