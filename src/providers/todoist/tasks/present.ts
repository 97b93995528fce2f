import { ProviderError } from '#kernel';
import type { RemoteChange } from '#provider-sdk';
import type { TaskFields } from '#unified-models';
import type { Place } from '../mapping/write-task.js';
import type { TodoistApi } from '../todoist-api.js';
import type { TodoistTask } from '../todoist.types.js';
import { gather, type Setting } from './parts.js';

export interface Present {
  readonly task: TodoistTask;
  readonly setting: Setting;
}

/** The task as it is, or undefined when the project does not have it any more. */
export const presentOf = async (
  api: TodoistApi,
  id: string,
  containerId: string,
): Promise<Present | undefined> => {
  const task = await api.task(id);
  if (task?.project_id !== containerId) return undefined;
  return { task, setting: await settingOf(api, task) };
};

/** The account's zone matters to times alone, and costs a request. */
export const settingOf = async (
  api: TodoistApi,
  { section_id: id, project_id: project, due }: TodoistTask,
): Promise<Setting> => {
  const accountZone = due !== null && due.date.length > 10 ? await api.timeZone() : 'UTC';
  if (id === null) return { section: null, accountZone };
  const sections = await api.sections(project);
  return { section: sections.find(section => section.id === id)?.name ?? null, accountZone };
};

export const currentOf = async (
  api: TodoistApi,
  id: string,
  present: Present | undefined,
): Promise<RemoteChange> =>
  present ? gather(api, present.task, present.setting) : { kind: 'delete', remoteId: id };

/** Where `section` stands. None is created, for a misspelt name would make a new column. */
export const placeOf = async (
  api: TodoistApi,
  projectId: string,
  section: TaskFields['section'],
): Promise<Place> => {
  if (section === null) return { projectId, sectionId: null };
  const found = (await api.sections(projectId)).find(({ name }) => name === section);
  if (!found) throw new ProviderError('permanent', `The project has no section named “${section}”.`);
  return { projectId, sectionId: found.id };
};
