import { defineAction } from '#provider-sdk';
import { z } from 'zod';
import { IssuesApi } from '../issues/issues-api.js';
import { Lookups } from '../issues/lookups.js';
import { chooseState } from '../mapping/states.js';
import { common, issueName, issueNamed } from './parts.js';

export const changeState = defineAction({
  ...common,
  name: 'change_state',
  description: 'Moves an issue to another state of its team’s workflow.',
  input: z.strictObject({
    issue: issueName,
    state: z.string().min(1).max(200).describe('Name of the state in the issue’s team'),
  }),
  output: z.strictObject({ id: z.string(), state: z.string(), url: z.string() }),
  run: async (session, { issue: name, state }) => {
    const { id, team, state: present, url } = await issueNamed(session, name);
    if (present.name === state) return { id, state, url };
    const wanted = chooseState({ state }, await new Lookups(session, team.id).states());
    const written = await new IssuesApi(session).update(id, { stateId: wanted.id });
    return { id, state: written.state.name, url: written.url };
  },
});
