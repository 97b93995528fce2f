import { describe, expect, it } from '@jest/globals';
import { AddressGuard } from './address-guard.js';

const loopback = [{ address: '127.0.0.1', family: 4 }];

describe('an origin that is permitted by itself', () => {
  const guard = new AddressGuard({
    allowOrigins: ['http://127.0.0.1:23100'],
    resolve: () => Promise.resolve(loopback),
  });

  it('is reached, at that port and over that scheme', async () => {
    const origin = new URL('http://127.0.0.1:23100/calendar/v3');
    expect(() => guard.checkUrl(origin)).not.toThrow();
    expect(await guard.resolve(origin)).toEqual(loopback);
  });

  it.each([
    'http://127.0.0.1:23101/',
    'http://127.0.0.1/',
    'https://127.0.0.1:23100/',
    'http://127.0.0.2:23100/',
    'http://[::ffff:127.0.0.1]:23100/',
  ])('permits nothing else: %s', url => {
    expect(() => guard.checkUrl(new URL(url))).toThrow(/target_refused/);
  });

  it.each(['http://localhost:23100/', 'http://rebound.example:23100/'])(
    'is not reached by a name that leads there: %s',
    async url => {
      await expect(guard.resolve(new URL(url))).rejects.toMatchObject({ code: 'target_refused' });
    },
  );
});
