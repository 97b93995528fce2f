import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, type Facts, type Organization, TestHub } from '../testing/test-hub.js';

let hub: TestHub;
let org: Organization;
beforeAll(async () => {
  hub = await TestHub.start();
  org = await hub.createOrganization('Acme');
  for (let made = 0; made < 5; made++) await hub.keyOf(org, 'member');
});
afterAll(() => hub.stop());

/** The keys of the organization, as a browser asks whose page is at `site`. */
const keys = (site: string | null, encodings: string) =>
  hub.api.app.inject({
    method: 'GET',
    url: `/v1/organizations/${org.id}/keys`,
    headers: {
      ...bearer(org.key),
      ...(site === null ? {} : { 'sec-fetch-site': site }),
      'accept-encoding': encodings,
    },
  });
const countOf = (text: string): number => (JSON.parse(text) as { data: Facts[] }).data.length;

describe('an answer to the console', () => {
  it('goes out in Brotli, a fraction of its length', async () => {
    const plain = await keys('same-origin', 'identity');
    const { headers, rawPayload } = await keys('same-origin', 'gzip, deflate, br, zstd');
    expect(headers['content-encoding']).toBe('br');
    expect(headers['vary']).toContain('accept-encoding');
    expect(Number(headers['content-length'])).toBe(rawPayload.length);
    expect(rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(countOf(brotliDecompressSync(rawPayload).toString())).toBe(countOf(plain.body));
  });

  it('goes out in gzip where that is all the browser takes', async () => {
    const { headers, rawPayload } = await keys('same-origin', 'gzip, deflate');
    expect(headers['content-encoding']).toBe('gzip');
    expect(countOf(gunzipSync(rawPayload).toString())).toBeGreaterThan(4);
  });

  it('is left alone when it is short, and when it is a refusal', async () => {
    const ask = (url: string, headers: Record<string, string>) =>
      hub.send({
        method: 'GET',
        url,
        headers: { ...headers, 'sec-fetch-site': 'same-origin', 'accept-encoding': 'br' },
      });
    const refused = await ask(`/v1/organizations/${org.id}/keys`, {});
    expect([refused.status, refused.headers['content-encoding']]).toEqual([401, undefined]);
    const short = await ask(`/v1/organizations/${org.id}/keys?limit=1`, bearer(org.key));
    expect([short.status, short.headers['content-encoding']]).toEqual([200, undefined]);
  });
});

describe('an answer to anybody else', () => {
  it.each([['cross-site'], ['same-site'], ['none'], [null]])(
    'keeps its length, which would tell what is in it (%s)',
    async site => {
      const { statusCode, headers, body } = await keys(site, 'gzip, deflate, br');
      expect([statusCode, headers['content-encoding']]).toEqual([200, undefined]);
      expect(countOf(body)).toBeGreaterThan(4);
    },
  );
});
