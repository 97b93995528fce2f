/** How a vendor proves, before it posts events, that the address is ours. Data only. */
export type Handshake =
  /** A JSON body with `type` answered by one of its fields (Slack `url_verification`). Checked after the signature. */
  | {
      readonly kind: 'echo_body';
      readonly when: { readonly path: readonly string[]; readonly equals: string };
      readonly echo: readonly string[];
    }
  /** A query parameter answered as plain text (Graph `validationToken` by POST, Dropbox `challenge` by GET). */
  | { readonly kind: 'echo_query'; readonly method: 'GET' | 'POST'; readonly parameter: string }
  /** A field answered with its HMAC-SHA256 under the secret (Zoom `endpoint.url_validation`). Checked after the signature. */
  | {
      readonly kind: 'sign_body';
      readonly when: { readonly path: readonly string[]; readonly equals: string };
      readonly field: readonly string[];
      readonly answer: { readonly plain: string; readonly signed: string };
    }
  /** A header that arrives during our own subscribe call, is returned, and is the secret from then on (Asana). */
  | { readonly kind: 'echo_header'; readonly header: string; readonly keepAsSecret: true }
  /** HEAD is asked and must be 200 (Trello). */
  | { readonly kind: 'head' }
  /** A token arrives that a person pastes into the vendor's page (Notion); kept and shown to who set it up. */
  | { readonly kind: 'show_token'; readonly path: readonly string[] };
