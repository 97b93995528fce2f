import type { SimulatorReply, SimulatorRequest } from '#provider-sdk/simulator';
import type { GithubUser } from '../github.types.js';

/** Adds a route of the API; `user` is whoever asks. */
export type Mount = (
  method: string,
  path: string,
  handler: (request: SimulatorRequest, user: GithubUser) => SimulatorReply | Promise<SimulatorReply>,
) => void;
