import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ShelfStage, startShelfStage, until } from '#support';

/** One place for all work, as in the smallest installation: who yields nothing would block everybody. */
let stage: ShelfStage;
beforeAll(async () => {
  const shelves = ['5000x250', '40x40', '200x100', '0x1', '60x20', '30x10', '90x10'];
  stage = await startShelfStage(shelves, { CAUSEWAY_WORKERS: '1' });
}, 60_000);
afterAll(() => stage.stop());
afterEach(() => {
  stage.vendor.delayMs.GET = 0;
  stage.vendor.delayMs.PUT = 0;
  stage.vendor.retryAfter = 0;
});

describe('a long first run', () => {
  it('lets the incremental run of another sync go first, and then ends with everything', async () => {
    const [long, short] = [await stage.sync('5000x250'), await stage.sync('40x40')];
    await stage.ended(await stage.begin(short));
    stage.vendor.delayMs.GET = 350;
    const backfill = await stage.begin(long);
    await until(
      () => stage.run(backfill),
      ({ progress }) => progress.done > 0,
    );
    const askedAt = performance.now();
    const quick = await stage.ended(await stage.begin(short));
    const waitedMs = performance.now() - askedAt;
    const meanwhile = await stage.run(backfill);
    expect(quick).toMatchObject({ status: 'succeeded', kind: 'incremental' });
    expect(waitedMs).toBeLessThan(20_000);
    expect(meanwhile.progress.done).toBeLessThan(5_000);
    stage.vendor.delayMs.GET = 0;
    const whole = await stage.ended(backfill);
    expect(whole).toMatchObject({ status: 'succeeded', error: null, counts: { pulledCreated: 5_000 } });
    // No page was asked for twice.
    expect(stage.vendor.pages).toBe(20 + 1 + 1);
  }, 90_000);
});

describe('a run that somebody stops', () => {
  it('pauses and is cancelled within seconds in the middle of a slow page', async () => {
    const sync = await stage.sync('200x100');
    stage.vendor.delayMs.GET = 25_000;
    const run = await stage.begin(sync);
    const underWay = () =>
      until(
        async () => stage.vendor.inFlight.GET,
        count => count === 1,
      );
    await underWay();
    expect(await stage.timed(run, 'pause', 'paused')).toBeLessThan(8_000);
    await until(
      async () => stage.vendor.inFlight.GET,
      count => count === 0,
    );
    await stage.acme.owner.post(`${run}/resume`);
    await underWay();
    expect(await stage.timed(run, 'cancel', 'cancelled')).toBeLessThan(8_000);
    stage.vendor.delayMs.GET = 0;
    expect(await stage.ended(await stage.begin(sync))).toMatchObject({ counts: { pulledCreated: 200 } });
  });

  it('pauses within seconds in the middle of slow writes, and loses none of them', async () => {
    const sync = await stage.sync('0x1');
    await stage.ended(await stage.begin(sync));
    const { owner, at } = stage.acme;
    const time = (local: string) => ({ kind: 'time', local, zone: 'UTC' });
    const fields = { title: 'Ours', start: time('2027-01-01T09:00:00'), end: time('2027-01-01T10:00:00') };
    stage.vendor.delayMs.PUT = 25_000;
    await owner.post(at('/records'), { syncId: sync.split('/').at(-1), fields });
    await until(
      async () => stage.vendor.inFlight.PUT,
      count => count > 0,
    );
    const { data } = await owner.get<{ data: { id: string }[] }>(`${sync}/runs?status=running`);
    const run = `${sync}/runs/${data[0]?.id ?? ''}`;
    expect((await stage.run(run)).progress).toMatchObject({ done: 0, expected: 1 });
    expect(await stage.timed(run, 'pause', 'paused')).toBeLessThan(8_000);
    stage.vendor.delayMs.PUT = 0;
    await owner.post(`${run}/resume`);
    expect(await stage.ended(run)).toMatchObject({
      status: 'succeeded',
      counts: { pushedCreated: 1 },
      progress: { done: 1, expected: 1 },
    });
  });

  it('is paused, asked to go on and cancelled while it waits for its provider', async () => {
    const sync = await stage.sync('60x20');
    stage.vendor.retryAfter = 3_600;
    const run = await stage.begin(sync);
    const waits = () =>
      until(
        () => stage.run(run),
        ({ status, resumeAt }) => status === 'queued' && resumeAt !== null,
      );
    await waits();
    expect(await stage.timed(run, 'pause', 'paused')).toBeLessThan(8_000);
    await stage.acme.owner.post(`${run}/resume`);
    await waits();
    await stage.acme.owner.post(`${run}/resume`);
    await waits();
    expect(await stage.timed(run, 'cancel', 'cancelled')).toBeLessThan(8_000);
    const again = await stage.acme.owner.send('POST', `${run}/resume`);
    expect(again.status).toBe(409);
  });
});
