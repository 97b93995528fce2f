import type { SimulatedPerson } from './grants.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, character => entities[character] ?? '');

export interface ConsentScreen {
  readonly title: string;
  readonly client: string;
  readonly people: readonly SimulatedPerson[];
  readonly scopes: readonly string[];
  /** What a scope is for, in words; one without stands for itself. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Where the form posts to, with the authorization request's own parameters. */
  readonly action: string;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

// Colours with a contrast of 4.5:1 or more in both themes, targets of 44 px, nothing wider than 320 px.
const style = `
:root{color-scheme:light dark;--line:#8a8f98;--soft:#f1f3f5;--accent:#1c5fb8}
@media (prefers-color-scheme:dark){:root{--line:#7d838c;--soft:#2b2f36;--accent:#1c5fb8}}
*{box-sizing:border-box}
body{margin:0;padding:1rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:30rem;margin:0 auto}
h1{font-size:1.4rem;margin:.5rem 0}
.note{background:var(--soft);border-radius:.5rem;padding:.5rem .75rem;font-size:.9rem}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.25rem .75rem}
legend{padding:0 .35rem;font-weight:600}
label{display:flex;gap:.75rem;align-items:flex-start;min-height:44px;padding:.5rem 0;cursor:pointer}
input{width:1.25rem;height:1.25rem;flex:none;margin:.15rem 0 0}
small{display:block;opacity:.85}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
button{flex:1 1 8rem;min-height:44px;font:inherit;border-radius:.5rem;border:1px solid var(--line);cursor:pointer;background:transparent;color:inherit}
button.allow{background:var(--accent);border-color:var(--accent);color:#fff}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** A page that needs no script: it works at 320 px, by keyboard and in a screen reader. */
export const simulatorPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}</main></body></html>`;

const pretence = '<p class="note">A simulator that runs on this machine. No account of yours is touched.</p>';

const decisionButtons =
  '<p class="buttons"><button class="allow" name="decision" value="allow">Allow</button> ' +
  '<button name="decision" value="deny">Cancel</button></p>';

/** One of several, the first one chosen. */
export const choiceOf = (legend: string, name: string, choices: readonly Choice[]): string =>
  `<fieldset><legend>${escapeHtml(legend)}</legend>${choices
    .map(
      ({ value, label }, index) =>
        `<label><input type="radio" name="${name}" value="${escapeHtml(value)}"${index === 0 ? ' checked' : ''}> ` +
        `<span>${escapeHtml(label)}</span></label>`,
    )
    .join('')}</fieldset>`;

/** Asks a person for consent; `inner` are the choices. */
export const askingForm = (client: string, action: string, inner: string): string => `${pretence}
<p><strong>${escapeHtml(client)}</strong> asks for access to the account that you choose here.</p>
<form method="post" action="${escapeHtml(action)}">
${inner}
${decisionButtons}
</form>`;

/** One plain page: who are you, which of these do you allow, yes or no. Every scope can be unticked. */
export const consentScreen = ({ title, client, people, scopes, reasons, action }: ConsentScreen): string => {
  const accounts = people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }));
  const ticks = scopes.map(scope => scopeOption(scope, reasons?.[scope])).join('');
  const inner = `${choiceOf('Account', 'person', accounts)}
<fieldset><legend>Allow</legend>${ticks}</fieldset>`;
  return simulatorPage(title, askingForm(client, action, inner));
};

const scopeOption = (scope: string, reason: string | undefined): string => {
  const words = reason ? `${escapeHtml(reason)} <small>${escapeHtml(scope)}</small>` : escapeHtml(scope);
  return `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked> <span>${words}</span></label>`;
};

export const errorPage = (title: string, detail: string): string =>
  simulatorPage(title, `<p>${escapeHtml(detail)}</p>`);
