import type { ContactFields } from '#unified-models';
import type { SlackMember } from '../slack.types.js';

/** Slack leaves empty what nobody filled in. */
const filled = (text: string | undefined): string | null => text || null;

/** https://docs.slack.dev/reference/objects/user-object; the address comes only with `users:read.email`. */
export const readMember = (member: SlackMember): ContactFields => {
  const { profile = {} } = member;
  const { email, phone } = profile;
  return {
    displayName: profile.real_name || member.real_name || member.name || member.id,
    givenName: filled(profile.first_name),
    familyName: filled(profile.last_name),
    nickname: filled(profile.display_name),
    emails: email ? [{ value: email, label: 'work' }] : [],
    phones: phone ? [{ value: phone, label: null }] : [],
    company: null,
    jobTitle: filled(profile.title),
    birthday: null,
    notes: null,
    photoUrl: filled(profile.image_192),
    groups: [],
    timeZone: filled(member.tz),
    active: member.deleted !== true,
  };
};
