/** Google's person, as far as we read it: https://developers.google.com/people/api/rest/v1/people#Person */
export interface PersonSource {
  readonly type: string;
  readonly id?: string;
  readonly etag?: string;
  readonly updateTime?: string;
}

export interface FieldMetadata {
  readonly primary?: boolean;
  readonly source?: PersonSource;
}

interface Entry {
  readonly metadata?: FieldMetadata;
}

export interface PersonName extends Entry {
  readonly displayName?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly unstructuredName?: string;
}

/** An address or a number; `type` is free text beside `home`, `work`, `mobile` and the like. */
export interface LabelledValue extends Entry {
  readonly value?: string;
  readonly type?: string;
}

export interface PlainValue extends Entry {
  readonly value?: string;
  readonly contentType?: string;
}

export interface PersonOrganization extends Entry {
  readonly name?: string;
  readonly title?: string;
  readonly current?: boolean;
}

/** A part that is 0 or missing is not known: https://developers.google.com/people/api/rest/v1/people#Date */
export interface PartialDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

export interface PersonBirthday extends Entry {
  readonly date?: PartialDate;
  readonly text?: string;
}

export interface Membership extends Entry {
  readonly contactGroupMembership?: { readonly contactGroupResourceName?: string };
  readonly domainMembership?: unknown;
}

interface Photo extends Entry {
  readonly url?: string;
  readonly default?: boolean;
}

export interface Person {
  readonly resourceName: string;
  readonly etag?: string;
  readonly metadata?: {
    readonly sources?: readonly PersonSource[];
    readonly deleted?: boolean;
    readonly previousResourceNames?: readonly string[];
  };
  readonly names?: readonly PersonName[];
  readonly nicknames?: readonly PlainValue[];
  readonly emailAddresses?: readonly LabelledValue[];
  readonly phoneNumbers?: readonly LabelledValue[];
  readonly organizations?: readonly PersonOrganization[];
  readonly birthdays?: readonly PersonBirthday[];
  readonly biographies?: readonly PlainValue[];
  readonly memberships?: readonly Membership[];
  readonly photos?: readonly Photo[];
  readonly clientData?: readonly { readonly key?: string; readonly value?: string }[];
}

/** What we send: members of a person. */
export type PersonBody = Readonly<Record<string, unknown>>;

export interface ConnectionList {
  readonly connections?: readonly Person[];
  readonly nextPageToken?: string;
  readonly nextSyncToken?: string;
  readonly totalItems?: number;
}

export interface PersonResponses {
  readonly responses?: readonly { readonly requestedResourceName?: string; readonly person?: Person }[];
}

export interface ContactGroup {
  readonly resourceName: string;
  readonly name?: string;
  readonly groupType?: string;
}

export interface ContactGroupList {
  readonly contactGroups?: readonly ContactGroup[];
  readonly nextPageToken?: string;
}

export interface GoogleErrorBody {
  readonly error?: {
    readonly message?: string;
    readonly status?: string;
    readonly details?: readonly { readonly reason?: string }[];
  };
}
