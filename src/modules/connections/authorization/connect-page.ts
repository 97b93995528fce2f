import { z } from 'zod';
import { type ProviderManifest, type SecretAuth } from '#provider-sdk';
import type { Look } from '../../appearance/index.js';
import type { Agreement } from './agreement.js';
import { escape, frame, type Page } from './page-frame.js';

export interface AgreementFacts {
  readonly look: Look;
  readonly manifest: ProviderManifest;
  readonly agreement: Agreement;
  readonly noticeVersion: string;
  readonly isPopup: boolean;
  /** The account to connect again; null when any will do. */
  readonly account: string | null;
  /** Accounts that the person connected before. */
  readonly known: readonly string[];
  /** No further account can be connected; these can be renewed. */
  readonly isFull: boolean;
  readonly problem?: string | undefined;
}

/** What the person sees before anything happens: who asks, for what, and why. */
export const agreementPage = (facts: AgreementFacts): Page => {
  const { manifest, look, agreement } = facts;
  const title = facts.account ? `Connect ${manifest.name} again` : `Connect ${manifest.name}`;
  const body = `<h1>${escape(title)}</h1>
<p><strong>${escape(look.name)}</strong> asks to connect your account at ${escape(manifest.vendor)}, in order to:</p>
${agreement.purposes.map(purposeSection).join('')}
${accounts(facts)}
${facts.problem ? `<p class="alert" id="problem" role="alert"><strong>${escape(facts.problem)}</strong></p>` : ''}
<form method="post">
<input type="hidden" name="text" value="${agreement.textVersion}">
${facts.isPopup ? '<input type="hidden" name="display" value="popup">' : ''}
${credentialInputs(manifest)}
<div class="actions"><button class="primary" name="decision" value="agree">Agree and continue${manifest.auth.kind === 'oauth2' ? ` to ${escape(manifest.vendor)}` : ''}</button>
<button name="decision" value="refuse" formnovalidate>No, thanks</button></div></form>
<p class="soft">Your choice is recorded with its time and with the version of this text (${escape(facts.noticeVersion)}, ${agreement.textVersion}). You can withdraw it at any time; synchronization stops then.</p>`;
  return frame({ title: `${title} – ${look.name}`, body, look });
};

const purposeSection = ({ name, description, reasons }: Agreement['purposes'][number]): string =>
  `<section><h2>${escape(name)}</h2><p>${escape(description)}</p>
<ul>${reasons.map(reason => `<li>${escape(reason)}</li>`).join('')}</ul></section>`;

const accounts = ({ account, known, isFull, manifest }: AgreementFacts): string => {
  const vendor = escape(manifest.vendor);
  if (account)
    return `<p>Sign in at ${vendor} as <strong>${escape(account)}</strong>, the account to connect again.</p>`;
  const names = known.map(name => `<strong>${escape(name)}</strong>`).join(', ');
  if (isFull)
    return `<p class="alert" role="alert">No more accounts can be connected here at the moment. You can renew what is connected already: ${names}.</p>`;
  const before =
    known.length > 0
      ? `<p>Connected already: ${names}. You can connect another account; the same one is renewed.</p>`
      : '';
  const several =
    manifest.auth.kind === 'oauth2'
      ? `<p class="soft">If you have several accounts at ${vendor}, choose the right one there.</p>`
      : '';
  return `${before}${several}`;
};

const credentialInputs = ({ auth }: ProviderManifest): string =>
  auth.kind === 'oauth2' ? '' : Object.entries(auth.credentials.shape).map(inputOf).join('');

const inputOf = ([name, schema]: [string, SecretAuth['credentials']['shape'][string]]): string => {
  const meta = z.globalRegistry.get(schema as z.core.$ZodType) ?? {};
  const type = meta['secret'] === true ? 'password' : 'text';
  const hint = meta.description
    ? `<p class="soft" id="${escape(name)}-hint">${escape(meta.description)}</p>`
    : '';
  const described = hint ? ` aria-describedby="${escape(name)}-hint"` : '';
  return `<label for="${escape(name)}">${escape(meta.title ?? name)}</label>${hint}
<input id="${escape(name)}" name="${escape(name)}" type="${type}"${described} required autocomplete="off" autocapitalize="none" spellcheck="false">`;
};
