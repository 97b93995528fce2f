import type { Terms } from './template.js';
import type { Wish } from './wish.js';

interface ModelWords {
  readonly fields: string;
  readonly textField: string;
  readonly purpose: string;
  readonly category: string;
  readonly plural: string;
}

const modelWords: Readonly<Record<Wish['model'], ModelWords>> = {
  calendar_event: {
    fields: 'CalendarEventFields',
    textField: 'title',
    purpose: 'calendar_sync',
    category: 'calendar',
    plural: 'Events',
  },
  contact: {
    fields: 'ContactFields',
    textField: 'displayName',
    purpose: 'contact_sync',
    category: 'contacts',
    plural: 'Contacts',
  },
  employee: {
    fields: 'EmployeeFields',
    textField: 'jobTitle',
    purpose: 'employee_sync',
    category: 'employees',
    plural: 'Employees',
  },
  file: {
    fields: 'FileFields',
    textField: 'name',
    purpose: 'file_sync',
    category: 'files',
    plural: 'Files and folders',
  },
  message: {
    fields: 'MessageFields',
    textField: 'text',
    purpose: 'messaging',
    category: 'messages',
    plural: 'Messages',
  },
  task: {
    fields: 'TaskFields',
    textField: 'title',
    purpose: 'task_sync',
    category: 'tasks',
    plural: 'Tasks',
  },
};

export const pascalCase = (key: string): string =>
  key.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** What the templates say of this provider. */
export const termsOf = ({ key, name, auth, model, webhooks, container }: Wish): Terms => {
  const { fields, textField, purpose, category, plural } = modelWords[model];
  const pascal = pascalCase(key);
  const words = {
    key,
    name,
    Pascal: pascal,
    camel: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    model,
    Fields: fields,
    textField,
    purpose,
    category,
    Models: plural,
    container,
    containers: `${container.replace(/y$/, 'ie').replaceAll(' ', '-')}s`,
  };
  return { words, flags: new Set([auth, webhooks]) };
};

/** Template by generated file, both below their folders. */
export const templatesOf = ({ key, model, webhooks }: Wish): ReadonlyMap<string, string> => {
  const folder = `src/providers/${key}`;
  const named = ['manifest', 'module', 'provider', 'types', 'mapping', 'contract', 'provider.spec'];
  const paths = ['index', 'account', 'items/cursor', 'items/pull', 'items/push'];
  const simulator = ['simulator', 'store', 'routes', 'simulator.spec'];
  const pushes = webhooks === 'none' ? [] : ['webhooks', 'simulator/hooks'];
  const asIs = [...paths, ...simulator.map(file => `simulator/${file}`), ...pushes];
  return new Map([
    ...named.map(file => [`${folder}/${key}.${file}.ts`, `${file}.ts.tpl`] as const),
    [`${folder}/${key}-api.ts`, 'api.ts.tpl'],
    [`${folder}/${key}.fields.ts`, `models/${model}.fields.ts.tpl`],
    [`${folder}/${key}.sample.contract.ts`, `models/${model}.sample.ts.tpl`],
    ...asIs.map(file => [`${folder}/${file}.ts`, `${file}.ts.tpl`] as const),
    [`docs/providers/${key}.md`, 'guide.md.tpl'],
  ]);
};
