import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { components, paths } from './schema.js';

export type { components, operations, paths } from './schema.js';

/** `Schemas['Record']`: the types of the API by their names in the OpenAPI document. */
export type Schemas = components['schemas'];
export type Client = FetchClient<paths>;

export interface ClientOptions {
  /** Where the hub answers, without a path: `https://hub.example.com`. */
  readonly baseUrl: string;
  /** API key, operator key or member session. */
  readonly key: string;
}

/** A client whose paths, parameters, bodies and answers are checked against the OpenAPI document by the compiler. */
export const createClient = ({ baseUrl, key }: ClientOptions): Client =>
  createFetchClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });
