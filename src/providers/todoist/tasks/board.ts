import type { TodoistApi } from '../todoist-api.js';
import type { TodoistSection, TodoistTask } from '../todoist.types.js';
import type { Setting } from './parts.js';

/** One project while it is read: the names of its sections, asked for when the first task stands in one. */
export class Board {
  private names: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(
    readonly api: TodoistApi,
    readonly projectId: string,
    readonly accountZone: string,
    sections?: readonly TodoistSection[],
  ) {
    if (sections) this.names = Promise.resolve(namesOf(sections));
  }

  async settingOf({ section_id: id }: TodoistTask): Promise<Setting> {
    const { accountZone } = this;
    if (id === null) return { section: null, accountZone };
    this.names ??= this.api.sections(this.projectId).then(namesOf);
    return { section: (await this.names).get(id) ?? null, accountZone };
  }
}

const namesOf = (sections: readonly TodoistSection[]): ReadonlyMap<string, string> =>
  new Map(sections.map(({ id, name }) => [id, name]));
