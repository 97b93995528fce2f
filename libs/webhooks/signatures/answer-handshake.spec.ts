import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerHandshake, type HandshakeRequest } from './answer-handshake.js';
import type { Handshake } from './handshake.js';

const slack: Handshake = {
  kind: 'echo_body',
  when: { path: ['type'], equals: 'url_verification' },
  echo: ['challenge'],
};
const graph: Handshake = { kind: 'echo_query', method: 'POST', parameter: 'validationToken' };
const dropbox: Handshake = { kind: 'echo_query', method: 'GET', parameter: 'challenge' };
const zoom: Handshake = {
  kind: 'sign_body',
  when: { path: ['event'], equals: 'endpoint.url_validation' },
  field: ['payload', 'plainToken'],
  answer: { plain: 'plainToken', signed: 'encryptedToken' },
};
const asana: Handshake = { kind: 'echo_header', header: 'X-Hook-Secret', keepAsSecret: true };
const trello: Handshake = { kind: 'head' };
const notion: Handshake = { kind: 'show_token', path: ['verification_token'] };
const all = [slack, graph, dropbox, zoom, asana, trello, notion];

const post = (body: unknown, more: Partial<HandshakeRequest> = {}): HandshakeRequest => ({
  method: 'POST',
  headers: [],
  query: [],
  body: Buffer.from(JSON.stringify(body)),
  ...more,
});
const plain = {
  status: 200,
  contentType: 'text/plain; charset=utf-8',
  headers: { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  requiresSignature: false,
};
const secret = 'shared-secret-7Qm';

describe('a handshake', () => {
  it('echoes a field of the body as text, once the signature holds (Slack)', () => {
    const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
    const answer = answerHandshake([slack], post({ type: 'url_verification', challenge }), [secret]);
    expect(answer).toEqual({ ...plain, body: challenge, requiresSignature: true });
    expect(answerHandshake([slack], post({ type: 'event_callback', challenge }), [secret])).toBeNull();
  });

  it('echoes a parameter as text by the right method (Graph, Dropbox)', () => {
    const token =
      'Validation: Testing client application reachability for subscription Request-Id: 6fb0c5e5-01';
    const asked = post(null, { query: new URLSearchParams({ validationToken: token }) });
    expect(answerHandshake([graph], asked, [])).toEqual({ ...plain, body: token });
    expect(answerHandshake([graph], { ...asked, method: 'GET' }, [])).toBeNull();
    const challenge = post(null, { method: 'GET', query: new URLSearchParams({ challenge: 'abc' }) });
    expect(answerHandshake([dropbox], challenge, [])).toEqual({ ...plain, body: 'abc' });
    expect(
      answerHandshake(
        [dropbox],
        {
          ...challenge,
          query: [
            ['challenge', 'a'],
            ['challenge', 'b'],
          ],
        },
        [],
      ),
    ).toBeNull();
  });

  it('signs a field of the body, once the signature holds (Zoom)', () => {
    const asked = post({
      event: 'endpoint.url_validation',
      payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
    });
    const answer = answerHandshake([zoom], asked, [secret, 'older']);
    expect(answer).toMatchObject({ contentType: 'application/json; charset=utf-8', requiresSignature: true });
    expect(JSON.parse(answer?.body ?? '')).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      // printf '%s' 'qgg8vlvZRS6UYooatFL8Aw' | openssl dgst -sha256 -hmac 'shared-secret-7Qm'
      encryptedToken: '74c6ccb79f9398e37baed7768a0e1246a60ddcc5eb0de0dbc096854b2cdeebec',
    });
    expect(answerHandshake([zoom], asked, [])).toBeNull();
    expect(answerHandshake([zoom], asked, [''])).toBeNull();
  });

  it('never signs what could be the signed text of a delivery', () => {
    for (const plainToken of ['v0:1700000000:{"event":"x"}', '', 'a:b', 'é', 'a'.repeat(257), 7])
      expect(
        answerHandshake([zoom], post({ event: 'endpoint.url_validation', payload: { plainToken } }), [
          secret,
        ]),
      ).toBeNull();
  });

  it('takes the first secret from a header, echoes it again, and lets nobody replace it (Asana)', () => {
    const value = 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81';
    const asked = post({}, { headers: [['x-hook-secret', value]] });
    const headers = { ...plain.headers, 'x-hook-secret': value };
    expect(answerHandshake([asana], asked, [])).toEqual({ ...plain, body: '', headers, keepSecret: value });
    expect(answerHandshake([asana], asked, [value])).toEqual({ ...plain, body: '', headers });
    expect(answerHandshake([asana], asked, ['another-secret-of-ours'])).toBeNull();
    for (const bad of ['short', `${value}\r\nset-cookie: a=b`, 'é'.repeat(20), 'a'.repeat(1025)])
      expect(answerHandshake([asana], post({}, { headers: [['x-hook-secret', bad]] }), [])).toBeNull();
    expect(
      answerHandshake(
        [asana],
        post(
          {},
          {
            headers: [
              ['x-hook-secret', value],
              ['X-Hook-Secret', value],
            ],
          },
        ),
        [],
      ),
    ).toBeNull();
  });

  it('answers HEAD (Trello)', () => {
    expect(answerHandshake([trello], post(null, { method: 'HEAD' }), [])).toEqual({ ...plain, body: '' });
    expect(answerHandshake([trello], post(null), [])).toBeNull();
  });

  it('keeps a token to be shown, and never shows it back (Notion)', () => {
    const token = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl';
    expect(answerHandshake([notion], post({ verification_token: token }), [])).toEqual({
      ...plain,
      body: '',
      keepSecret: token,
    });
    expect(
      answerHandshake([notion], post({ verification_token: 'secret_of_somebody_else' }), [token]),
    ).toBeNull();
  });
});

describe('what is echoed', () => {
  it.each([
    '<script>alert(1)</script>',
    '&lt;',
    '"',
    "'",
    '`',
    '\\',
    'a\nb',
    'a\0',
    'é',
    '\u202e',
    '+ADw-\u{1f986}',
    '',
    'a'.repeat(1025),
  ])('is never %j', value => {
    const query: [string, string][] = [
      ['validationToken', value],
      ['challenge', value],
    ];
    expect(answerHandshake([graph], post(null, { query }), [])).toBeNull();
    expect(answerHandshake([dropbox], post(null, { method: 'GET', query }), [])).toBeNull();
    expect(
      answerHandshake([slack], post({ type: 'url_verification', challenge: value }), [secret]),
    ).toBeNull();
  });

  it('may be 1,024 characters long', () => {
    const query: [string, string][] = [['validationToken', 'a'.repeat(1024)]];
    expect(answerHandshake([graph], post(null, { query }), [])?.body).toHaveLength(1024);
  });

  it('holds no markup and never throws, whatever is sent', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.base64String({ minLength: 16 }));
    const body = fc.oneof(
      fc.uint8Array(),
      fc
        .record({ type: fc.constant('url_verification'), challenge: text })
        .map(each => new TextEncoder().encode(JSON.stringify(each))),
      fc.record({ verification_token: text }).map(each => new TextEncoder().encode(JSON.stringify(each))),
    );
    const names = fc.constantFrom('validationToken', 'challenge', 'x-hook-secret');
    const pairs = fc.array(fc.tuple(names, text));
    let answered = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'HEAD', 'PUT'),
        pairs,
        pairs,
        body,
        (method, headers, query, bytes) => {
          const answer = answerHandshake(all, { method, headers, query, body: Buffer.from(bytes) }, []);
          if (!answer) return;
          answered += 1;
          expect(answer.headers['x-content-type-options']).toBe('nosniff');
          expect(answer.contentType).toBe('text/plain; charset=utf-8');
          expect(`${answer.body}${Object.values(answer.headers).join('')}`).not.toMatch(
            /[<>&"'`\\\p{Cc}]|[^\x20-\x7e]/u,
          );
        },
      ),
      { numRuns: 500 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});
