/** An employee as BambooHR has it; only what was asked for and may be seen. */
export type Employee = Readonly<Record<string, unknown>>;

/** https://documentation.bamboohr.com/reference/list-employees */
export interface EmployeeList {
  readonly data: readonly { readonly employeeId: string; readonly workEmail?: string | null }[];
  readonly meta?: {
    readonly total?: number;
    readonly page?: { readonly nextCursor?: string | number | null };
  };
}

/** https://documentation.bamboohr.com/reference/get-changed-employee-ids */
export interface ChangedEmployees {
  readonly latest?: string | null;
  /** PHP writes an empty map as an empty list. */
  readonly employees:
    Readonly<Record<string, { readonly action: string; readonly lastChanged: string }>> | readonly never[];
}

/** https://documentation.bamboohr.com/reference/create-webhook */
export interface Webhook {
  readonly id: string | number;
  readonly url: string;
  /** In the answer to the creation only. */
  readonly privateKey?: string;
}
