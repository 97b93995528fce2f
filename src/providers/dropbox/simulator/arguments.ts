/**
 * Arguments of the routes that are simulated, as Dropbox publishes them: files.stone, sharing.stone and users.stone of
 * https://github.com/dropbox/dropbox-api-spec at 0d994eb (MIT License, Copyright (c) 2020 Dropbox Inc.). `!` is required.
 */
const commit = 'path! mode autorename client_modified mute property_groups strict_conflict';
const published: Readonly<Record<string, string>> = {
  'files/list_folder':
    'path! recursive include_media_info include_deleted include_has_explicit_shared_members include_mounted_folders limit shared_link include_property_groups include_non_downloadable_files include_restorable_info',
  'files/list_folder/continue': 'cursor!',
  'files/get_metadata':
    'path! include_media_info include_deleted include_has_explicit_shared_members include_property_groups',
  'files/create_folder_v2': 'path! autorename',
  'files/move_v2': 'from_path! to_path! allow_shared_folder autorename allow_ownership_transfer',
  'files/delete_v2': 'path! parent_rev',
  'files/search_v2': 'query! options match_field_options include_highlights',
  'files/download': 'path! rev',
  'files/upload': `${commit} content_hash`,
  'files/upload_session/start': 'close session_type content_hash',
  'files/upload_session/append_v2': 'cursor! close content_hash',
  'files/upload_session/finish': 'cursor! commit! content_hash',
  'sharing/create_shared_link_with_settings': 'path! settings',
  'sharing/list_shared_links': 'path cursor direct_only',
};

/** Why Dropbox would not take these arguments; undefined when it would. */
export const complaintAbout = (
  route: string,
  given: Readonly<Record<string, unknown>>,
): string | undefined => {
  const known = published[route]?.split(' ') ?? [];
  const names = known.map(name => name.replace('!', ''));
  const missing = known.find(name => name.endsWith('!') && !(name.slice(0, -1) in given));
  if (missing) return `missing required field '${missing.slice(0, -1)}'`;
  const unknown = Object.keys(given).find(name => !names.includes(name));
  return unknown === undefined ? undefined : `unknown field '${unknown}'`;
};
