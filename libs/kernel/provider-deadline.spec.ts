import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { providerDeadline } from './index.js';

describe('a deadline for a provider', () => {
  it('is open until its time is up, and then says so in words for whoever waits', async () => {
    const signal = providerDeadline(20);
    expect(signal.aborted).toBe(false);
    const held = setTimeout(() => undefined, 5_000);
    await once(signal, 'abort');
    clearTimeout(held);
    expect(signal.reason).toMatchObject({
      code: 'provider_temporary',
      status: 503,
      retryable: true,
      publicDetail: 'The provider did not answer within 0.02 seconds. Try again later.',
    });
  });

  it('says what its caller knows better', async () => {
    const signal = providerDeadline(1, 'It may have done it all the same.');
    const held = setTimeout(() => undefined, 5_000);
    await once(signal, 'abort');
    clearTimeout(held);
    expect(signal.reason).toMatchObject({ publicDetail: 'It may have done it all the same.' });
  });
});
