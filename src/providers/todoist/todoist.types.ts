/** What the provider reads of https://developer.todoist.com/api/v1. The sync endpoint and the lists share these shapes. */
export interface TodoistDue {
  /** A day, a time without zone (the account's then counts), or an instant with `Z`. */
  readonly date: string;
  readonly timezone?: string | null;
  readonly string?: string | null;
  readonly lang?: string | null;
  readonly is_recurring?: boolean;
}

export interface TodoistTask {
  readonly id: string;
  readonly project_id: string;
  readonly section_id: string | null;
  readonly parent_id: string | null;
  readonly content: string;
  readonly description: string | null;
  /** 4 is the most urgent, which people see as p1. */
  readonly priority: number;
  readonly labels: readonly string[];
  readonly due: TodoistDue | null;
  readonly deadline?: unknown;
  readonly duration?: unknown;
  readonly checked: boolean;
  readonly is_deleted: boolean;
  readonly responsible_uid?: string | null;
  readonly added_by_uid?: string | null;
  readonly added_at: string | null;
  readonly updated_at?: string | null;
  readonly completed_at: string | null;
  readonly child_order?: number | null;
  /** On its way out of the API: where it is missing, comments have to be asked for. */
  readonly note_count?: number;
}

export interface TodoistNote {
  readonly id: string;
  readonly item_id?: string | null;
  readonly content: string;
  readonly posted_at: string;
  readonly posted_uid: string;
  readonly is_deleted?: boolean;
}

export interface TodoistSection {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly is_archived?: boolean;
  readonly is_deleted?: boolean;
}

export interface TodoistProject {
  readonly id: string;
  readonly name: string;
  readonly is_archived?: boolean;
  readonly is_deleted?: boolean;
  readonly is_frozen?: boolean;
  readonly inbox_project?: boolean;
  readonly created_at?: string | null;
}

export interface TodoistUser {
  readonly id: string;
  readonly full_name: string;
  readonly email: string;
  readonly joined_at?: string | null;
  readonly tz_info?: { readonly timezone: string } | null;
}

export interface TodoistCommand {
  readonly type: string;
  /** A command whose `uuid` was carried out before is not carried out again. */
  readonly uuid: string;
  readonly temp_id?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface TodoistErrorBody {
  readonly error?: string;
  readonly error_tag?: string;
  readonly error_code?: number;
  readonly error_extra?: { readonly retry_after?: number } | null;
  readonly http_code?: number;
}

export interface TodoistSync {
  readonly sync_token: string;
  readonly full_sync: boolean;
  readonly items?: readonly TodoistTask[];
  readonly notes?: readonly TodoistNote[];
  readonly sections?: readonly TodoistSection[];
  readonly projects?: readonly TodoistProject[];
  readonly user?: TodoistUser;
}
