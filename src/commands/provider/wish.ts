import { type ModelName, modelNames } from '#unified-models';

/** As typed on the command line. */
export interface NewProviderOptions {
  readonly name?: string;
  readonly auth?: string;
  readonly model?: string;
  readonly webhooks?: string;
  readonly container?: string;
  readonly json?: boolean;
}

export const authKinds = ['oauth2', 'api_key', 'basic'] as const;
export const webhookKinds = ['hmac', 'none'] as const;

export interface Wish {
  readonly key: string;
  readonly name: string;
  readonly auth: (typeof authKinds)[number];
  readonly model: ModelName;
  readonly webhooks: (typeof webhookKinds)[number];
  readonly container: string;
}

export interface Problem {
  readonly option: string;
  /** What would be right. */
  readonly detail: string;
}

export const containerNames: Readonly<Record<ModelName, string>> = {
  calendar_event: 'calendar',
  contact: 'address book',
  employee: 'directory',
  file: 'drive',
  message: 'channel',
  task: 'project',
};

const oneOf = (option: string, value: string | undefined, choices: readonly string[]): Problem[] =>
  value !== undefined && choices.includes(value)
    ? []
    : [{ option, detail: `${said(value)}: expected one of ${choices.join(', ')}` }];

const matching = (option: string, value: string | undefined, rule: RegExp, right: string): Problem[] =>
  value !== undefined && rule.test(value) ? [] : [{ option, detail: `${said(value)}: expected ${right}` }];

const said = (value: string | undefined): string => (value === undefined ? 'is missing' : `is “${value}”`);

/** The wish, or everything that is wrong with it. `taken` are the keys there are. */
export const readWish = (
  key: string,
  options: NewProviderOptions,
  taken: readonly string[],
): Wish | readonly Problem[] => {
  const { name, auth, model, webhooks = 'none' } = options;
  const container = options.container ?? containerNames[model as ModelName] ?? 'container';
  const words = 'lower-case letters and digits, words joined by single hyphens, such as google-tasks';
  const problems = [
    ...matching('key', key, /^(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, `2 to 40 ${words}`),
    ...(taken.includes(key)
      ? [{ option: 'key', detail: `is “${key}”, which exists; there are ${taken.join(', ')}` }]
      : []),
    // It becomes part of code and of Markdown as it is.
    ...matching(
      '--name',
      name,
      /^(?=.{1,60}$)[\p{L}\p{N}][\p{L}\p{N} .,&+()’/-]*$/u,
      'up to 60 letters, digits, blanks and . , & + ( ) ’ / -',
    ),
    ...oneOf('--auth', auth, authKinds),
    ...oneOf('--model', model, modelNames),
    ...oneOf('--webhooks', webhooks, webhookKinds),
    ...matching('--container', container, /^[a-z]{2,20}( [a-z]{2,20})?$/, 'one or two lower-case words'),
  ];
  if (problems.length > 0) return problems;
  return { key, name, auth, model, webhooks, container } as Wish;
};

export const isRefused = (read: Wish | readonly Problem[]): read is readonly Problem[] => Array.isArray(read);
