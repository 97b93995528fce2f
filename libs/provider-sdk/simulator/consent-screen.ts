import type { SimulatedPerson } from './grants.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, character => entities[character] ?? '');

export interface ConsentScreen {
  readonly title: string;
  readonly client: string;
  readonly people: readonly SimulatedPerson[];
  readonly scopes: readonly string[];
  /** Where the form posts to, with the authorization request's own parameters. */
  readonly action: string;
}

/** One plain page: who are you, which of these do you allow, yes or no. Every scope can be unticked. */
export const consentScreen = (screen: ConsentScreen): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(screen.title)}</title></head>
<body><h1>${escape(screen.title)}</h1>
<p><strong>${escape(screen.client)}</strong> asks for access. This is a simulator: nothing leaves this machine.</p>
<form method="post" action="${escape(screen.action)}">
<fieldset><legend>Account</legend>${screen.people.map(personOption).join('')}</fieldset>
<fieldset><legend>Allow</legend>${screen.scopes.map(scopeOption).join('')}</fieldset>
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Cancel</button>
</form></body></html>`;

const personOption = (person: SimulatedPerson, index: number): string =>
  `<label><input type="radio" name="person" value="${escape(person.id)}"${index === 0 ? ' checked' : ''}> ` +
  `${escape(person.name)} (${escape(person.email)})</label><br>`;

const scopeOption = (scope: string): string =>
  `<label><input type="checkbox" name="scope" value="${escape(scope)}" checked> ${escape(scope)}</label><br>`;

export const errorPage = (title: string, detail: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>` +
  `<body><h1>${escape(title)}</h1><p>${escape(detail)}</p></body></html>`;
