import { defineAction } from '#provider-sdk';
import { task } from '#unified-models';
import { z } from 'zod';
import { clientId } from '../client-id.js';
import { makeOnce } from '../issues/create.js';
import { inputFor } from '../issues/input.js';
import { IssuesApi } from '../issues/issues-api.js';
import { Lookups } from '../issues/lookups.js';
import { common, issueName, issueNamed } from './parts.js';

const Input = z.strictObject({
  team: z.string().min(1).max(100).describe('Id of the team, as its container has it'),
  title: z.string().min(1).max(255),
  description: z.string().max(100_000).optional().describe('Markdown'),
  state: z.string().min(1).max(200).optional().describe('Name of a state; default: the team’s own'),
  priority: z.enum(['none', 'low', 'medium', 'high', 'urgent']).optional(),
  labels: z.array(z.string().min(1)).max(50).optional().describe('Those that do not exist are made'),
  assignee: z.string().min(1).max(100).optional().describe('Id of the user'),
  due: z.iso.date().optional(),
  parent: issueName.optional(),
});

export const createIssueAction = defineAction({
  ...common,
  name: 'create_issue',
  description: 'Creates an issue in a team.',
  input: Input,
  output: z.strictObject({ id: z.string(), identifier: z.string(), url: z.string() }),
  run: async (session, { team, assignee, parent, ...given }, key) => {
    const api = new IssuesApi(session);
    const id = clientId('action', key, team);
    const earlier = await api.get(id);
    const fields = {
      ...given,
      ...(assignee ? { assignees: [{ id: assignee, name: null, email: null }] } : {}),
      ...(parent && !earlier ? { parentId: (await issueNamed(session, parent)).id } : {}),
    };
    const wish = { fields: task.schema.parse({ ...task.defaults, ...fields }), changed: Object.keys(fields) };
    const input = earlier ? {} : { id, teamId: team, ...(await inputFor(new Lookups(session, team), wish)) };
    const issue = earlier ?? (await makeOnce(api, id, input));
    return { id: issue.id, identifier: issue.identifier, url: issue.url };
  },
});
