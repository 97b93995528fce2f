import { type SuiteSubject, type SuiteWorld, testSession } from '#provider-sdk/testing';
import type { Fields, TaskFields } from '#unified-models';
import { undescribedIn } from './description/commands.contract.js';
import { isFinished, writeNewTask } from './mapping/write-task.js';
import { TodoistSimulator } from './simulator/index.js';
import { todoistManifest } from './todoist.manifest.js';
import { TodoistProvider } from './todoist.provider.js';
import { sampleTask } from './todoist.sample.contract.js';

export interface TodoistWorld extends SuiteWorld {
  readonly simulator: TodoistSimulator;
}

export const everyScope = todoistManifest.scopes.map(({ scope }) => scope);

/** A project with two sections, and the account's other apps as `remote`. */
export const startTodoist = async (now: () => Date = () => new Date()): Promise<TodoistWorld> => {
  const simulator = await TodoistSimulator.start({ clock: { now } });
  const { store } = simulator;
  const project = store.addProject('Plan');
  for (const name of ['Doing', 'Später']) store.addSection(project.id, name);
  simulator.accounts.behaviour.expiresIn = 3_650 * 86_400;
  const token = simulator.accounts.issueToken(everyScope);
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const argsOf = (fields: Fields) => argumentsOf(simulator, project.id, fields as TaskFields);
  return {
    ...{ provider: new TodoistProvider(), simulator, containerId: project.id },
    session: testSession({ apiUrl: simulator.apiUrl, headers, now }),
    remote: {
      create: fields => Promise.resolve(createAt(simulator, argsOf(fields), fields as TaskFields)),
      edit: async (id, fields) => {
        simulator.act('item_update', { ...argsOf(fields), id });
      },
      delete: async id => {
        simulator.act('item_delete', { id });
      },
      list: () => Promise.resolve(livingIds(simulator, project.id)),
    },
    unknown: {
      plant: async id => {
        simulator.act('item_update', { id, ...planted });
      },
      isIntact: async id => JSON.stringify(store.task(id).duration) === JSON.stringify(planted.duration),
    },
    expireCursors: async () => store.expireTokens(),
    failNext: fault => simulator.server.failNext(fault),
    requests: () => simulator.server.requests,
    stop: async () => {
      await simulator.stop();
      const undescribed = undescribedIn(simulator.sync.commands);
      if (undescribed.length > 0)
        throw new Error(`Todoist describes none of these: ${undescribed.join(', ')}`);
    },
  };
};

const planted = { duration: { amount: 45, unit: 'minute' } };

const argumentsOf = (simulator: TodoistSimulator, projectId: string, fields: TaskFields) => {
  const section = simulator.store.sections.all().find(({ name }) => name === fields.section);
  const place = { projectId, sectionId: section?.id ?? null };
  return writeNewTask(fields, place, { present: null, accountZone: 'Europe/Berlin' });
};

const createAt = (
  simulator: TodoistSimulator,
  args: Readonly<Record<string, unknown>>,
  { status }: TaskFields,
): string => {
  const id = simulator.act('item_add', args);
  if (isFinished(status)) simulator.act('item_close', { id });
  return id;
};

const livingIds = ({ store }: TodoistSimulator, projectId: string): string[] =>
  store.items
    .all()
    .filter(task => !task.is_deleted && task.project_id === projectId)
    .map(({ id }) => id);

export const todoistSubject: SuiteSubject = {
  key: 'todoist',
  model: 'task',
  textField: 'title',
  start: () => startTodoist(),
  sample: sampleTask,
};
