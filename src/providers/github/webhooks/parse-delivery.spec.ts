import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import type { RemoteEvent, VerifiedReceipt } from '#provider-sdk';
import { parseDelivery } from './parse-delivery.js';

interface Payload {
  readonly action?: string;
  readonly issue?: { readonly number: number; readonly pull_request?: unknown };
  readonly repository?: { readonly id: number };
}

/** Deliveries that GitHub published: https://github.com/octokit/webhooks */
const published = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];

const examplesOf = (name: string): readonly Payload[] =>
  published.find(event => event.name === name)?.examples ?? [];

const receipt = (event: string, body: unknown): VerifiedReceipt => ({
  id: 'receipt',
  eventType: event,
  headers: { 'x-github-event': event },
  body,
  text: JSON.stringify(body),
  subscription: null,
  receivedAt: new Date('2027-03-01T12:00:00Z'),
});

const parse = (event: string, body: unknown): readonly RemoteEvent[] => parseDelivery(receipt(event, body));

describe('deliveries as GitHub published them', () => {
  it('starts a run of the repository for every `issues` delivery, and names what is gone', () => {
    const examples = examplesOf('issues');
    expect(examples.length).toBeGreaterThanOrEqual(29);
    for (const { action, issue, repository, ...rest } of examples) {
      const [first, second] = parse('issues', { action, issue, repository, ...rest });
      const isGone = action === 'deleted' || action === 'transferred';
      expect(first).toEqual({
        kind: 'changed',
        model: 'task',
        containerId: String(repository?.id),
        ...(isGone ? { deleted: [String(issue?.number)] } : {}),
      });
      expect(second === undefined || action === 'transferred').toBe(true);
    }
    const actions = examples.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['opened', 'deleted', 'transferred', 'labeled']));
  });

  it('starts a run for comments of issues, not for those of pull requests', () => {
    const examples = examplesOf('issue_comment');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const events = parse('issue_comment', example);
      expect(events.map(({ kind }) => kind)).toEqual(example.issue?.pull_request ? [] : ['changed']);
    }
    const [example] = examples;
    const onPullRequest = { ...example, issue: { ...example?.issue, pull_request: { url: 'x' } } };
    expect(parse('issue_comment', onPullRequest)).toEqual([]);
  });

  it('ends the connection when an installation is deleted or suspended, and only then', () => {
    const examples = examplesOf('installation');
    const results = examples.map(example => [example.action, parse('installation', example).length]);
    expect(Object.fromEntries(results)).toMatchObject({ created: 0, deleted: 1, suspend: 1, unsuspend: 0 });
    expect(
      parse(
        'installation',
        examples.find(({ action }) => action === 'deleted'),
      ),
    ).toEqual([{ kind: 'revoked' }]);
    expect(parse('github_app_authorization', examplesOf('github_app_authorization')[0])).toEqual([
      { kind: 'revoked' },
    ]);
  });

  it('starts runs for every change of a project’s items', () => {
    const examples = examplesOf('projects_v2_item');
    expect(examples.length).toBeGreaterThanOrEqual(7);
    for (const example of examples)
      expect(parse('projects_v2_item', example)).toEqual([
        { kind: 'changed', model: 'task', containerId: null },
      ]);
  });

  it('tells people that a repository was renamed', () => {
    const renamed = examplesOf('repository').find(({ action }) => action === 'renamed');
    const data = { containerId: String(renamed?.repository?.id), name: expect.any(String) };
    expect(parse('repository', renamed)).toEqual([{ kind: 'notice', type: 'repository.renamed', data }]);
  });

  it('makes nothing of pings, of events it does not know and of bodies without sense', () => {
    expect(parse('ping', examplesOf('ping')[0])).toEqual([]);
    for (const { name, examples } of published) {
      for (const example of examples) expect(Array.isArray(parse(name, example))).toBe(true);
    }
    for (const body of [null, 7, 'x', [], {}, { action: 1 }, { repository: {} }])
      expect(parse('issues', body)).toEqual([]);
  });
});
