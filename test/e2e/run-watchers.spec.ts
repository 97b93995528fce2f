import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ShelfStage, startShelfStage, until } from '#support';

let stage: ShelfStage;
beforeAll(async () => {
  stage = await startShelfStage(['2000x10']);
}, 60_000);
afterAll(() => stage.vendor.stop());

describe('a hub that stops', () => {
  it('ends the streams of those who watch a run without `end`, so that they come back to another process', async () => {
    stage.vendor.delayMs.GET = 300;
    const run = await stage.begin(await stage.sync('2000x10'));
    await until(
      () => stage.run(run),
      ({ progress }) => progress.done > 0,
    );
    const { owner } = stage.acme;
    const headers = { authorization: `Bearer ${owner.key}` };
    const watched = await fetch(`${owner.url}${run}/events`, { headers });
    const ended = watched.text().then(text => ({ text, at: performance.now() }));
    const began = performance.now();
    const stopped = stage.hub.stop().then(() => performance.now());
    const { text, at } = await ended;
    expect(at - began).toBeLessThan(3_000);
    expect(text).toContain('event: progress');
    expect(text).not.toContain('event: end');
    expect((await stopped) - began).toBeLessThan(15_000);
  }, 40_000);
});
