import { apple, caldav, calendarServer, dav, escapeXml } from './xml.js';

const namespaces = `xmlns:D="${dav}" xmlns:C="${caldav}" xmlns:CS="${calendarServer}" xmlns:A="${apple}"`;

const document = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<${root} ${namespaces}>${inner}</${root}>`;

const prop = (...names: string[]): string => `<D:prop>${names.map(name => `<${name}/>`).join('')}</D:prop>`;

export const principalBody = document('D:propfind', prop('D:current-user-principal', 'D:resourcetype'));

export const accountBody = document(
  'D:propfind',
  prop('D:displayname', 'C:calendar-home-set', 'C:calendar-user-address-set'),
);

/** Neither sync token nor ctag: for them Radicale reads every object of every calendar, 20 s and more of 10,000 events. */
export const calendarsBody = document(
  'D:propfind',
  prop(
    'D:displayname',
    'D:resourcetype',
    'D:current-user-privilege-set',
    'C:supported-calendar-component-set',
    'C:calendar-timezone',
    'C:calendar-timezone-id',
    'C:schedule-default-calendar-URL',
    'A:calendar-color',
  ),
);

export const reportsBody = document('D:propfind', prop('D:supported-report-set'));
export const ctagBody = document('D:propfind', prop('CS:getctag'));
export const etagsBody = document(
  'D:propfind',
  prop('D:getetag', 'D:getlastmodified', 'D:getcontenttype', 'D:resourcetype', 'CS:getctag'),
);

/** https://www.rfc-editor.org/rfc/rfc6578#section-3.2; an empty token asks for everything. */
export const syncBody = (token: string): string =>
  document(
    'D:sync-collection',
    `<D:sync-token>${escapeXml(token)}</D:sync-token><D:sync-level>1</D:sync-level>` +
      // When each was changed matters to a listing, which begins with the newest.
      prop('D:getetag', ...(token === '' ? ['D:getlastmodified'] : [])),
  );

/** https://www.rfc-editor.org/rfc/rfc4791#section-7.9 */
export const multigetBody = (hrefs: readonly string[]): string =>
  document(
    'C:calendar-multiget',
    prop('D:getetag', 'C:calendar-data') + hrefs.map(href => `<D:href>${escapeXml(href)}</D:href>`).join(''),
  );

/** https://www.rfc-editor.org/rfc/rfc4791#section-7.8.6 */
export const uidBody = (uid: string): string =>
  document(
    'C:calendar-query',
    prop('D:getetag') +
      '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID">' +
      `<C:text-match collation="i;octet">${escapeXml(uid)}</C:text-match>` +
      '</C:prop-filter></C:comp-filter></C:comp-filter></C:filter>',
  );
