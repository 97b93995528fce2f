import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { contentDisposition, contentHeaders, rangeOf, safeName } from './content-headers.js';

const content = {
  name: 'report.pdf',
  mimeType: 'application/pdf',
  size: 3,
  revision: '5f1',
  contentRange: null,
  body: Readable.from([]),
};

describe('the name of a download', () => {
  it('is sent in plain form and in full (RFC 8187)', () => {
    expect(contentDisposition('Angebot – 100 %.pdf')).toBe(
      `attachment; filename="Angebot _ 100 _.pdf"; filename*=UTF-8''Angebot%20%E2%80%93%20100%20%25.pdf`,
    );
    expect(contentDisposition(`it's (1)*.txt`)).toContain(`filename*=UTF-8''it%27s%20%281%29%2A.txt`);
  });

  it.each([
    ['a"; filename=evil.html', 'a"; filename=evil.html'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['a\r\nset-cookie: x=1', 'a__set-cookie: x=1'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['..', 'file'],
    ['', 'file'],
    ['half \ud800', 'half \ufffd'],
  ])('of %j is only a name', (given, name) => {
    expect(safeName(given)).toBe(name);
    expect(contentDisposition(given)).toMatch(
      /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\x21-\x7e]*$/,
    );
    expect(contentDisposition(given).match(/"/g)).toHaveLength(2);
  });
});

describe('a download', () => {
  it('is never a page of this host', () => {
    const headers = contentHeaders({ ...content, mimeType: 'text/html' }, 'x');
    expect(headers).toMatchObject({
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-disposition']).toMatch(/^attachment;/);
  });

  it('says how long it is and which revision, and nothing that a header cannot hold', () => {
    expect(contentHeaders(content, 'x')).toMatchObject({ 'content-length': '3', etag: '"5f1"' });
    const odd = contentHeaders({ ...content, mimeType: 'a/b\r\nx: y', revision: 'a"b', size: null }, 'x');
    expect(odd['content-type']).toBe('application/octet-stream');
    expect(Object.keys(odd)).not.toEqual(expect.arrayContaining(['etag']));
  });
});

describe('a range', () => {
  it.each(['bytes=0-99', 'bytes=100-', 'bytes=-5'])('of %s is passed on', range => {
    expect(rangeOf({ range })).toBe(range);
  });

  it.each(['bytes=0-1,5-6', 'lines=1-2', 'bytes=-', 'bytes=a-b', 'bytes=1-2\r\nx: y'])(
    'of %j is not',
    range => {
      expect(rangeOf({ range })).toBeUndefined();
    },
  );

  it('that depends on a validator is not', () => {
    expect(rangeOf({ range: 'bytes=0-1', 'if-range': '"a"' })).toBeUndefined();
  });
});
