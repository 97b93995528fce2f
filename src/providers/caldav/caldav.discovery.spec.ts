import type { RemoteContainer } from '#provider-sdk';
import { describe, expect, it } from '@jest/globals';
import { caldavManifest, CalDavProvider } from './index.js';
import { scripted, type Answer, type Script } from './caldav.testing.contract.js';

const provider = new CalDavProvider(caldavManifest);

const containers = async ({ session }: Script): Promise<RemoteContainer[]> =>
  Array.fromAsync(provider.containers(session));

const propstat = (href: string, inner: string): string =>
  `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${inner}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
const multistatus = (...responses: string[]): Answer => ({
  body: `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/">${responses.join('')}</D:multistatus>`,
});

const radicale = {
  'PROPFIND http://r.example/.well-known/caldav': { status: 301, headers: { location: '/' } },
  'PROPFIND http://r.example/': {
    body: `<?xml version='1.0' encoding='utf-8'?>
<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><current-user-principal><href>/ada%40example.com/</href></current-user-principal><resourcetype><collection /></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
  },
  'PROPFIND http://r.example/ada%40example.com/': [
    {
      body: `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/ada%40example.com/</href><propstat><prop><displayname>ada@example.com</displayname><C:calendar-home-set><href>/ada%40example.com/</href></C:calendar-home-set><C:calendar-user-address-set><href>/ada%40example.com/</href></C:calendar-user-address-set></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
    },
    {
      body: `<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:ICAL="http://apple.com/ns/ical/"><response><href>/ada%40example.com/</href><propstat><prop><resourcetype><principal /><collection /></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response><response><href>/ada%40example.com/w%c3%b6rk/</href><propstat><prop><resourcetype><C:calendar /><collection /></resourcetype><displayname>Wörk &amp; life</displayname><ICAL:calendar-color>#ff00aaFF</ICAL:calendar-color><C:supported-calendar-component-set><C:comp name="VEVENT" /></C:supported-calendar-component-set><current-user-privilege-set><privilege><read /></privilege><privilege><write /></privilege></current-user-privilege-set></prop><status>HTTP/1.1 200 OK</status></propstat></response><response><href>/ada%40example.com/todo/</href><propstat><prop><resourcetype><C:calendar /><collection /></resourcetype><C:supported-calendar-component-set><C:comp name="VTODO" /></C:supported-calendar-component-set></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
    },
  ],
};

describe('discovery', () => {
  it('follows the well-known redirect and reads default namespaces (Radicale)', async () => {
    const script = scripted('http://r.example', radicale, { username: 'ada@example.com' });
    expect(await containers(script)).toEqual([
      {
        id: 'http://r.example/ada%40example.com/w%C3%B6rk/',
        name: 'Wörk & life',
        writable: true,
        color: '#ff00aa',
      },
    ]);
    expect(script.log[0]).toBe('PROPFIND http://r.example/.well-known/caldav');
    expect(script.requests.every(({ headers }) => headers?.['depth'] !== undefined)).toBe(true);
  });

  it('names the principal as the account', async () => {
    const script = scripted('http://r.example', radicale, { username: 'ada@example.com' });
    expect(await provider.identify(script.session)).toEqual({
      id: 'http://r.example/ada%40example.com/',
      name: 'ada@example.com',
      email: 'ada@example.com',
    });
  });

  it('reads generated prefixes and a server without privileges (Xandikos)', async () => {
    const wrap = (inner: string): Answer => ({
      body: `<ns0:multistatus xmlns:ns0="DAV:" xmlns:ns1="urn:ietf:params:xml:ns:caldav">${inner}</ns0:multistatus>`,
    });
    const ok = '<ns0:status>HTTP/1.1 200 OK</ns0:status>';
    const script = scripted('http://x.example/', {
      'PROPFIND http://x.example/.well-known/caldav': { status: 404 },
      'PROPFIND http://x.example/': wrap(
        `<ns0:response><ns0:href>/</ns0:href><ns0:propstat>${ok}<ns0:prop><ns0:current-user-principal><ns0:href>/user/</ns0:href></ns0:current-user-principal></ns0:prop></ns0:propstat></ns0:response>`,
      ),
      'PROPFIND http://x.example/user/': wrap(
        `<ns0:response><ns0:href>/user/</ns0:href><ns0:propstat>${ok}<ns0:prop><ns1:calendar-home-set><ns0:href>/user/calendars/</ns0:href></ns1:calendar-home-set></ns0:prop></ns0:propstat><ns0:propstat><ns0:status>HTTP/1.1 404 Not Found</ns0:status><ns0:prop><ns0:displayname/></ns0:prop></ns0:propstat></ns0:response>`,
      ),
      'PROPFIND http://x.example/user/calendars/': wrap(
        `<ns0:response><ns0:href>/user/calendars/team</ns0:href><ns0:propstat>${ok}<ns0:prop><ns0:resourcetype><ns1:calendar/><ns0:collection/></ns0:resourcetype></ns0:prop></ns0:propstat></ns0:response>`,
      ),
    });
    expect(await containers(script)).toEqual([
      { id: 'http://x.example/user/calendars/team/', name: 'team', writable: true },
    ]);
  });

  it('goes to the partition that the home set names (iCloud)', async () => {
    const home = 'https://p42-caldav.icloud.com/123/calendars/';
    const script = scripted('https://caldav.icloud.com', {
      'PROPFIND https://caldav.icloud.com/.well-known/caldav': { status: 400 },
      'PROPFIND https://caldav.icloud.com/': multistatus(
        propstat(
          '/',
          '<D:current-user-principal><D:href>/123/principal/</D:href></D:current-user-principal>',
        ),
      ),
      'PROPFIND https://caldav.icloud.com/123/principal/': multistatus(
        propstat(
          '/123/principal/',
          '<D:displayname>Ada</D:displayname><C:calendar-home-set><D:href>https://p42-caldav.icloud.com:443/123/calendars/</D:href></C:calendar-home-set>' +
            '<C:calendar-user-address-set><D:href>/123/principal/</D:href><D:href preferred="1">mailto:Ada@iCloud.com</D:href></C:calendar-user-address-set>',
        ),
      ),
      [`PROPFIND ${home}`]: multistatus(
        propstat(
          '/123/calendars/home/',
          '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Home</D:displayname>' +
            '<C:calendar-timezone><![CDATA[BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\nEND:VCALENDAR]]></C:calendar-timezone>' +
            '<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>',
        ),
        propstat(
          '/123/calendars/inbox/',
          '<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>' +
            '<C:schedule-default-calendar-URL><D:href>/123/calendars/home</D:href></C:schedule-default-calendar-URL>',
        ),
      ),
    });
    expect(await containers(script)).toEqual([
      { id: `${home}home/`, name: 'Home', writable: false, primary: true, timeZone: 'Europe/Berlin' },
    ]);
    expect((await provider.identify(script.session)).email).toBe('ada@icloud.com');
  });

  it('asks a full address as it was given (Nextcloud)', async () => {
    const root = 'https://cloud.example/remote.php/dav/';
    const script = scripted('https://cloud.example/remote.php/dav', {
      [`PROPFIND ${root}`]: multistatus(
        propstat(
          '/remote.php/dav/',
          '<D:current-user-principal><D:href>/remote.php/dav/principals/users/ada/</D:href></D:current-user-principal>',
        ),
      ),
      [`PROPFIND ${root}principals/users/ada/`]: multistatus(
        propstat('/remote.php/dav/principals/users/ada/', ''),
      ),
    });
    expect((await provider.identify(script.session)).id).toBe(`${root}principals/users/ada/`);
    expect(script.log).not.toContain('PROPFIND https://cloud.example/.well-known/caldav');
  });

  it('reads an unauthenticated principal as a refused password', async () => {
    const script = scripted('https://a.example', {
      'PROPFIND https://a.example/.well-known/caldav': multistatus(
        propstat('/', '<D:current-user-principal><D:unauthenticated/></D:current-user-principal>'),
      ),
    });
    await expect(provider.identify(script.session)).rejects.toMatchObject({ providerCode: 'auth_expired' });
  });

  it('never follows a redirect out of encryption, nor in circles', async () => {
    const away = scripted('https://a.example', {
      'PROPFIND https://a.example/.well-known/caldav': {
        status: 301,
        headers: { location: 'http://a.example/' },
      },
    });
    await expect(provider.identify(away.session)).rejects.toThrow('without encryption');
    const circle = scripted('https://a.example', {
      'PROPFIND https://a.example/.well-known/caldav': {
        status: 302,
        headers: { location: '/.well-known/caldav' },
      },
    });
    await expect(provider.identify(circle.session)).rejects.toThrow('circle');
    expect(circle.log.length).toBeLessThanOrEqual(6);
  });

  it('says so when nobody speaks CalDAV there', async () => {
    const script = scripted('https://a.example', {
      'PROPFIND https://a.example/.well-known/caldav': { status: 404 },
      'PROPFIND https://a.example/': { status: 405 },
    });
    await expect(provider.identify(script.session)).rejects.toMatchObject({ providerCode: 'not_found' });
  });
});
