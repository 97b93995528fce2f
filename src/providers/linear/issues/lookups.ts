import { ProviderError } from '#kernel';
import type { ProviderSession } from '#provider-sdk';
import { clientId } from '../client-id.js';
import { createLabel, labels, projects, states } from '../documents.js';
import { ask, make, pagesOf } from '../linear-api.js';
import type { LinearConnection, LinearLabel, LinearState } from '../linear.types.js';

/** What has an id behind its name in one team. */
export class Lookups {
  constructor(
    private readonly session: ProviderSession,
    private readonly teamId: string,
  ) {}

  async states(): Promise<readonly LinearState[]> {
    type Answer = { readonly team: { readonly states: LinearConnection<LinearState> } };
    const all: LinearState[] = [];
    const pages = pagesOf(async after => {
      const answer = await ask<Answer>(this.session, states, { team: this.teamId, after });
      return answer.team.states;
    });
    for await (const page of pages) all.push(...page);
    return all;
  }

  /** None is made, for a misspelt name would plan something new. */
  async project(name: string): Promise<string> {
    type Answer = { readonly team: { readonly projects: Pick<LinearConnection<LinearLabel>, 'nodes'> } };
    const filter = { name: { eq: name } };
    const { team } = await ask<Answer>(this.session, projects, { team: this.teamId, filter });
    const [found] = team.projects.nodes;
    if (found) return found.id;
    throw new ProviderError('permanent', `The team has no project named “${name}”.`);
  }

  /** Ids of the labels with these names, in their order; one that does not exist is made in the team. */
  async labels(names: readonly string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const found = await this.labelsNamed(names);
    const ids: string[] = [];
    for (const name of names) ids.push(found.get(name.toLowerCase()) ?? (await this.makeLabel(name)));
    return [...new Set(ids)];
  }

  /** By lower-case name, for Linear lets no two labels differ by case only. The team's own come before the workspace's. */
  private async labelsNamed(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    type Label = LinearLabel & { readonly team: { readonly id: string } | null };
    const filter = {
      isGroup: { eq: false },
      and: [
        { or: names.map(name => ({ name: { eqIgnoreCase: name } })) },
        { or: [{ team: { null: true } }, { team: { id: { eq: this.teamId } } }] },
      ],
    };
    const pages = pagesOf(async after => {
      const answer = await ask<{ issueLabels: LinearConnection<Label> }>(this.session, labels, {
        filter,
        after,
      });
      return answer.issueLabels;
    });
    const found: Label[] = [];
    for await (const page of pages) found.push(...page);
    const inOrder = found.toSorted((a, b) => Number(a.team !== null) - Number(b.team !== null));
    return new Map(inOrder.map(({ id, name }) => [name.toLowerCase(), id]));
  }

  /** Somebody else, or an earlier try, may make it at the same moment; then theirs is taken. */
  private async makeLabel(name: string): Promise<string> {
    const input = { id: clientId('label', this.teamId, name.toLowerCase()), name, teamId: this.teamId };
    try {
      type Answer = { readonly issueLabelCreate: { readonly issueLabel: LinearLabel } };
      return (await make<Answer>(this.session, createLabel, { input })).issueLabelCreate.issueLabel.id;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.providerCode !== 'permanent') throw error;
      const made = (await this.labelsNamed([name])).get(name.toLowerCase());
      if (made === undefined) throw error;
      return made;
    }
  }
}
