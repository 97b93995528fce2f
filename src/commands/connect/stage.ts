import type { Schemas } from '../../client/index.js';
import type { Hub, OpenOrganization, Provider } from '../hub/index.js';
import { type Ask, remark, say, styled } from '../terminal/index.js';
import type { ConnectOptions } from './options.js';

export type Connection = Schemas['Connection'];
export type Integration = Schemas['Integration'];

/** What all steps of the wizard share. */
export interface Stage {
  readonly hub: Hub;
  readonly organization: OpenOrganization;
  readonly provider: Provider;
  readonly options: ConnectOptions;
  readonly ask: Ask;
  /** `organizationId` for the paths of its calls. */
  readonly path: { readonly organizationId: string };
}

/** A headline and what belongs to it; beside the answer when that is JSON. */
export const tell = ({ options }: Pick<Stage, 'options'>, title: string, text = ''): void => {
  const write = options.json ? remark : say;
  write(`\n${styled('bold', title)}${text ? `\n${text}` : ''}`);
};

export const mention = ({ options }: Pick<Stage, 'options'>, text: string): void =>
  (options.json ? remark : say)(text);
