import type { Look } from '../../appearance/index.js';
import { escape, frame, type Page } from './page-frame.js';

/** How it went, as the page that asked for the connection learns it. */
export interface ConnectResult {
  readonly status: 'connected' | 'refused' | 'failed';
  readonly connectSessionId: string;
  readonly connectionId: string | null;
}

export interface ResultFacts {
  readonly title: string;
  readonly text: string;
  readonly nextStep?: string | undefined;
  readonly look: Look | null;
  /** For the window that opened this one. */
  readonly told?: { readonly result: ConnectResult; readonly origins: readonly string[] } | undefined;
  /** Where the person goes on. */
  readonly back?: string | undefined;
}

/**
 * Tells the window that opened this one, for each origin that may know: a browser delivers to a window of that origin
 * alone. Without such a window, which vendors' pages may have cut off, the person goes on at `back`.
 */
const script = `(() => {
  const { result, origins, back } = JSON.parse(document.querySelector('[data-told]').dataset.told);
  if (window.opener) {
    for (const origin of origins) window.opener.postMessage({ causeway: 1, ...result }, origin);
    setTimeout(() => window.close(), 300);
  } else if (back) location.replace(back);
})();`;

export const resultPage = ({ title, text, nextStep, look, told, back }: ResultFacts): Page => {
  const isBad = told ? told.result.status === 'failed' : nextStep !== undefined;
  const data = told ? `<div data-told="${escape(JSON.stringify({ ...told, back }))}"></div>` : '';
  const onward = back
    ? `<div class="actions"><a class="button primary" href="${escape(back)}">Continue</a></div>`
    : '<p class="soft">You can close this window.</p>';
  const body = `<h1>${escape(title)}</h1><p role="${isBad ? 'alert' : 'status'}">${escape(text)}</p>
${nextStep ? `<p><strong>What now?</strong> ${escape(nextStep)}</p>` : ''}${onward}${data}`;
  const parts = { title: look ? `${title} – ${look.name}` : title, body, look };
  return frame(told ? { ...parts, script } : parts);
};

// Who meets a problem may have been sent a link, or have begun in the console or in another product.
const again = 'Open the link once more, or begin again where you came from';

const steps: Readonly<Record<string, string>> = {
  connect_session_closed:
    'Begin again where you came from. If somebody sent you the link, ask them for a new one.',
  not_found:
    'Look whether the whole link was copied. If it was, begin again where you came from, or ask whoever sent it to you for a new one.',
  authorization_invalid: `${again}, in this browser, and finish within ten minutes.`,
  scope_missing: `${again}, and leave every permission ticked at the provider.`,
  not_account_owner: 'Let an owner of the account do this.',
  different_account: `${again}, and sign in with the account that was connected before.`,
  integration_disabled:
    'An admin of the organization has to turn this provider on. If somebody sent you the link, tell them; it stays good until then.',
  oauth_client_missing:
    'An admin of the organization has to set up its app at the provider. If somebody sent you the link, tell them.',
  quota_exceeded:
    'If somebody sent you the link, tell them that no more accounts can be connected at the moment.',
};

/** What a person can do who met this problem. */
export const stepFor = (code: string): string =>
  steps[code] ??
  `${again} in a few minutes. If it fails again, tell whoever sent you the link, or the operator of this hub.`;

const titles: Readonly<Record<string, string>> = {
  connect_session_closed: 'This link is over',
  not_found: 'This link is not known',
};

export const titleFor = (code: string): string => titles[code] ?? 'Not connected';
