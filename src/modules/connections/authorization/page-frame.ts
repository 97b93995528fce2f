import { createHash } from 'node:crypto';
import type { Look } from '../../appearance/index.js';

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/** A page for people, and the headers that go with it. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PageParts {
  readonly title: string;
  /** HTML, every text in it escaped. */
  readonly body: string;
  readonly look: Look | null;
  /** Run when the page is there; the same text for everybody, so that its hash is known. */
  readonly script?: string;
}

const neutral = { ground: '#1c5d99', text: '#ffffff' };

const styleOf = (look: Look | null): string => `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --ground: ${look?.colour ?? neutral.ground};
  --on: ${look?.textColour ?? neutral.text}; --page: #f4f5f7; --card: #fff; --ink: #1a1b1e; --soft: #55585f; --line: #8a8f98 }
@media (prefers-color-scheme: dark) {
  :root { --page: #141517; --card: #1f2023; --ink: #f1f3f5; --soft: #b3b7bf; --line: #868b95 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; padding: 6vh 1rem 2rem; background: var(--page);
  color: var(--ink); overflow-wrap: anywhere }
main { width: 100%; max-width: 30rem; padding: 1.5rem; border-radius: .75rem; background: var(--card); border: 1px solid var(--line) }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 1rem } h2 { font-size: 1rem; margin: 1.25rem 0 .25rem }
p { margin: .5rem 0 } ul { margin: .25rem 0; padding-left: 1.25rem } .soft { color: var(--soft); font-size: .875rem }
.logo { display: block; max-height: 3rem; max-width: 12rem; margin-bottom: 1rem }
.alert { border-left: .25rem solid #d6336c; padding: .25rem 0 .25rem .75rem }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input { display: block; width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .375rem }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
button, .button { flex: 1 1 9rem; min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  border-radius: .375rem; border: 1px solid var(--line); background: transparent; color: inherit; text-align: center; text-decoration: none }
.primary { background: var(--ground); color: var(--on) }
a { color: inherit } :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
footer { margin-top: 1.5rem; border-top: 1px solid var(--line); padding-top: .75rem }`;

/**
 * The page that opened the popup is on another origin and has to be told how it went. Redirects on the way say so, too:
 * one that does not cuts the popup off (https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies).
 */
export const keepsOpener = { 'cross-origin-opener-policy': 'unsafe-none' };

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Nothing from elsewhere, and nothing inline but what is written here. There is no `form-action`: browsers apply it to
 * the redirects that follow a form, which lead to the vendor and from there wherever its sign-in goes.
 */
const policyOf = (style: string, script: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    "img-src 'self'",
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

export const frame = ({ title, body, look, script }: PageParts): Page => {
  const style = styleOf(look);
  const logo = look?.logoPath ? `<img class="logo" src="${escape(look.logoPath)}" alt="">` : '';
  return {
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${escape(title)}</title>
<link rel="icon" href="${escape(look?.logoPath ?? '/favicon.svg')}"><style>${style}</style></head><body><main>${logo}${body}${footer(look)}</main>${script === undefined ? '' : `<script>${script}</script>`}</body></html>`,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(style, script),
      ...keepsOpener,
    },
  };
};

const footer = (look: Look | null): string => {
  const links = [
    look?.privacyUrl ? link(look.privacyUrl, 'Privacy notice') : '',
    look?.supportUrl ? link(look.supportUrl, 'Help') : '',
  ].filter(Boolean);
  return links.length > 0 ? `<footer class="soft">${links.join(' · ')}</footer>` : '';
};

const link = (url: string, text: string): string =>
  `<a href="${escape(url)}" target="_blank" rel="noopener noreferrer">${text}</a>`;
