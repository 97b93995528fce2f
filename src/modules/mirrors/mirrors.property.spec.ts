import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differences, doubles, lost, strays, writes as writesOf } from './testing/observer.js';
import { Stage } from './testing/stage.js';
import { stories } from './testing/story.js';

const numRuns = Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 10_000) / 5);
const seed = process.env['PROPERTY_SEED'] ?? '20261121';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

const policies = ['a', 'b', 'latest', 'manual'] as const;

describe('a mirror, whatever befalls it', () => {
  it('brings both sides to the same, and then leaves them alone', async () => {
    const property = fc.asyncProperty(stories(policies), async story => {
      const stage = new Stage(story);
      await stage.play();
      await stage.mirrored.rest();
      expect(differences(stage)).toEqual([]);
      expect(strays(stage)).toEqual([]);
      const writes = writesOf(stage);
      expect(await stage.mirrored.rest()).toBe(1);
      expect(writesOf(stage)).toBe(writes);
    });
    await fc.assert(property, { numRuns });
  });

  it('loses no edit and doubles nothing', async () => {
    const property = fc.asyncProperty(stories(['manual']), async story => {
      const stage = new Stage(story);
      await stage.play();
      await stage.mirrored.rest();
      expect(lost(stage)).toEqual([]);
      expect(doubles(stage)).toEqual([]);
    });
    await fc.assert(property, { numRuns });
  });

  it('writes no more than people gave reason to', async () => {
    const property = fc.asyncProperty(stories(policies), async story => {
      const stage = new Stage(story);
      await stage.play();
      await stage.mirrored.rest();
      const reasons = story.start + stage.acts + stage.interruptions;
      expect(writesOf(stage)).toBeLessThanOrEqual(4 * reasons);
    });
    await fc.assert(property, { numRuns: numRuns / 2 });
  });
});
