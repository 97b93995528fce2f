import type {
  CalendarEventFields,
  ContactFields,
  EmployeeFields,
  FileFields,
  MessageFields,
  TaskFields,
} from '../../../libs/unified-models/index.js';

/** The compiler refuses a name that the model does not have, and a model that has one more. */
const all =
  <T>() =>
  <const N extends readonly (keyof T)[]>(
    ...names: [keyof T] extends [N[number]] ? N : never
  ): readonly string[] =>
    names as readonly string[];

const fields: Readonly<Record<string, readonly string[]>> = {
  calendar_event: all<CalendarEventFields>()(
    ...(['title', 'start', 'end', 'location', 'description', 'status', 'attendees', 'organizer'] as const),
    ...(['reminders', 'categories', 'recurrence', 'exceptions'] as const),
    ...(['transparency', 'visibility', 'url', 'uid'] as const),
  ),
  contact: all<ContactFields>()(
    ...(['displayName', 'givenName', 'familyName', 'nickname', 'emails', 'phones', 'company'] as const),
    ...(['jobTitle', 'birthday', 'notes', 'groups', 'timeZone', 'active', 'photoUrl'] as const),
  ),
  employee: all<EmployeeFields>()(
    ...(['displayName', 'givenName', 'familyName', 'preferredName', 'employeeNumber', 'status'] as const),
    ...(['workEmail', 'workPhone', 'mobilePhone', 'jobTitle', 'department', 'division'] as const),
    ...(['location', 'manager', 'hireDate', 'terminationDate', 'photoUrl', 'timeZone'] as const),
    ...(['birthday', 'gender', 'maritalStatus', 'nationality', 'personalEmail'] as const),
    ...(['personalPhone', 'homeAddress', 'nationalId', 'payRate'] as const),
  ),
  file: all<FileFields>()(
    ...(['name', 'path', 'kind', 'size', 'mimeType', 'contentModifiedAt', 'modifiedBy'] as const),
    ...(['shared', 'trashed', 'url', 'parentId', 'contentHash'] as const),
  ),
  message: all<MessageFields>()(
    ...(['text', 'subject', 'author', 'sentAt', 'editedAt', 'threadId', 'replyCount'] as const),
    ...(['reactions', 'attachments', 'kind', 'url'] as const),
  ),
  task: all<TaskFields>()(
    ...(['title', 'description', 'status', 'state', 'priority', 'due', 'dueAt', 'labels'] as const),
    ...(['assignees', 'section', 'recurrence', 'parentId', 'position', 'comments'] as const),
    ...(['url', 'createdBy', 'completedAt'] as const),
  ),
};

/** The unified fields of a model, the most telling first. */
export const fieldsOf = (model: string): readonly string[] => fields[model] ?? [];
