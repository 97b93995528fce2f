/** The part of oidc-provider that the tests use; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Grant {
    rejectOIDCScope(scope: string): void;
  }
  export interface OidcContext {
    readonly oidc: {
      readonly result?: { readonly consent?: { readonly grantId?: string } };
      readonly session: { grantIdFor(clientId: string): string | undefined };
      readonly client: { readonly clientId: string };
      readonly provider: { readonly Grant: { find(id: string): Promise<Grant | undefined> } };
    };
  }
  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    on(event: string, listener: (context: OidcContext, ...rest: readonly unknown[]) => void): this;
  }
}
