import { z } from 'zod';
import type { ProviderManifest } from '#provider-sdk';

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 28rem; margin: 10vh auto; padding: 0 1rem }
ul { padding-left: 1.2rem } label { display: block; margin: .8rem 0 }
input { display: block; width: 100%; box-sizing: border-box; padding: .6rem; font: inherit }
button { padding: .7rem 1.4rem; font: inherit; font-weight: 600; cursor: pointer } .note { opacity: .8 }
</style></head><body><main>${body}</main></body></html>`;

/** What the person sees before anything happens: who asks, for what, and why. */
export const agreementPage = (facts: {
  organization: string;
  manifest: ProviderManifest;
  scopes: readonly string[];
  problem?: string;
}): string => {
  const { manifest, organization } = facts;
  const asked = manifest.scopes.filter(use => facts.scopes.includes(use.scope));
  const reasons =
    asked.length > 0
      ? asked.map(use => use.reason)
      : manifest.models.map(model => `Synchronize each chosen ${model.containerName} both ways`);
  return page(
    `Connect ${manifest.name}`,
    `<h1>Connect ${escape(manifest.name)}</h1>
<p><strong>${escape(organization)}</strong> asks to connect your account at ${escape(manifest.vendor)}, in order to:</p>
<ul>${[...new Set(reasons)].map(reason => `<li>${escape(reason)}</li>`).join('')}</ul>
${facts.problem ? `<p role="alert"><strong>${escape(facts.problem)}</strong></p>` : ''}
<form method="post">${credentialInputs(manifest)}<button>Agree and continue</button></form>
<p class="note">You can withdraw this at any time; synchronization stops then.</p>`,
  );
};

const credentialInputs = (manifest: ProviderManifest): string => {
  if (manifest.auth.kind === 'oauth2') return '';
  return Object.entries(manifest.auth.credentials.shape)
    .map(([name, schema]) => {
      const meta = z.globalRegistry.get(schema as z.core.$ZodType) ?? {};
      const type = meta['secret'] === true ? 'password' : 'text';
      return `<label>${escape(meta.title ?? name)}<input name="${escape(name)}" type="${type}" required autocomplete="off"></label>`;
    })
    .join('');
};

export const resultPage = (title: string, text: string): string =>
  page(
    title,
    `<h1>${escape(title)}</h1><p>${escape(text)}</p><p class="note">You can close this window.</p>`,
  );
