import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { conflict, currentOrganization } from '#kernel';
import { Members, type Principal, requireGrant } from '#tenancy';
import { Accounts } from './accounts.service.js';
import { MemberLogin } from './member-login.entity.js';
import { type IssuedLink, PasswordResets } from './password-resets.service.js';

/** An owner helps a member who has forgotten the password. */
@Injectable()
export class MemberResets {
  constructor(
    private readonly em: EntityManager,
    private readonly members: Members,
    private readonly accounts: Accounts,
    private readonly resets: PasswordResets,
  ) {}

  async issue(memberId: string, by: Principal): Promise<IssuedLink> {
    const member = await this.members.get(memberId);
    requireGrant(by, member.role);
    const login = await this.em.findOne(MemberLogin, { memberId: member.id, issuer: null });
    if (!login)
      throw conflict('no_password_login', 'This member has no login with a password. Send an invitation.');
    return this.resets.issue(await this.accounts.require(login.accountId), currentOrganization(), by);
  }
}
