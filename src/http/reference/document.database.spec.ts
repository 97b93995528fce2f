import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { TestHub } from '../testing/test-hub.js';

let hub: TestHub;
let document: OpenAPIObject;
beforeAll(async () => {
  hub = await TestHub.start();
  document = (await hub.send({ method: 'GET', url: '/openapi.json' })).json<OpenAPIObject>();
});
afterAll(() => hub.stop());

const members = () => document.paths['/v1/organizations/{organizationId}/members'];
const reference = (id: string) => ({ schema: { $ref: `#/components/schemas/${id}` } });

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and says of an operation what it takes, answers and needs', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(members()?.post).toMatchObject({
      operationId: 'members_create',
      requestBody: { content: { 'application/json': reference('CreateMember') } },
      responses: {
        201: { content: { 'application/json': reference('Member') } },
        default: { content: { 'application/problem+json': reference('Problem') } },
      },
      security: [{ bearer: [] }, { session: [] }],
      'x-scope': 'members:write',
      'x-roles': ['owner', 'admin'],
      parameters: [
        { name: 'organizationId', in: 'path' },
        { name: 'Idempotency-Key', in: 'header' },
      ],
    });
    const parameters = expect.arrayContaining([
      expect.objectContaining({ name: 'cursor', in: 'query' }),
      expect.objectContaining({ name: 'limit', in: 'query' }),
    ]);
    expect(members()?.get?.parameters).toEqual(parameters);
  });

  it('has stable ids of operations that are unique, and no dangling reference', () => {
    const text = JSON.stringify(document);
    const ids = [...text.matchAll(/"operationId":"(\w[\w-]*)"/g)].map(match => match[1]);
    expect(ids.length).toBeGreaterThan(15);
    expect(new Set(ids).size).toBe(ids.length);
    const schemas = Object.keys(document.components?.schemas ?? {});
    for (const [, id] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(schemas).toContain(id);
  });

  it('has a reference page that loads nothing from elsewhere', async () => {
    const page = await hub.send({ method: 'GET', url: '/reference' });
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '');
    expect(links.length).toBeGreaterThan(2);
    for (const url of links) {
      expect(url).toMatch(/^\/reference\/assets\//);
      expect((await hub.send({ method: 'GET', url })).status).toBe(200);
    }
    for (const name of ['..%2Fpackage.json', 'constructor']) {
      expect((await hub.send({ method: 'GET', url: `/reference/assets/${name}` })).status).toBe(404);
    }
  });
});
