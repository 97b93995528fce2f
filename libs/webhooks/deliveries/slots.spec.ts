import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

const fill = (slots: Slots, organization: string, lane: () => void, wanted = 64): number => {
  let got = 0;
  while (got < wanted && slots.take(organization, lane)) got += 1;
  return got;
};
const lane = (): (() => void) => () => undefined;

describe('requests on the wire', () => {
  it('are as many as an endpoint wants while the others are quiet', () => {
    expect(fill(new Slots(512, 128), 'acme', lane(), 64)).toBe(64);
  });

  it('of one organization never exceed its share', () => {
    const slots = new Slots(512, 128);
    const got = Array.from({ length: 500 }, () => fill(slots, 'acme', lane())).reduce((a, b) => a + b, 0);
    expect(got).toBeLessThanOrEqual(128);
  });

  it('leave room for another endpoint of an organization whose twenty others hang', () => {
    const slots = new Slots(512, 128);
    for (let endpoint = 0; endpoint < 20; endpoint += 1) fill(slots, 'acme', lane(), 16);
    expect(fill(slots, 'acme', lane(), 4)).toBeGreaterThan(0);
  });

  it('leave room for another organization when those of many others hang', () => {
    const slots = new Slots(512, 128);
    for (let number = 0; number < 200; number += 1) fill(slots, `organization ${number % 20}`, lane(), 16);
    expect(fill(slots, 'another', lane(), 4)).toBeGreaterThan(0);
  });

  it('are told to the first of those that wait and may have one more', () => {
    const slots = new Slots(100, 4);
    const told: string[] = [];
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map(name => () => void told.push(name));
    expect(fill(slots, 'acme', first!)).toBe(2);
    expect(fill(slots, 'acme', second!)).toBe(1);
    expect(fill(slots, 'acme', third!)).toBe(1);
    expect(fill(slots, 'acme', fourth!)).toBe(0);
    slots.release('acme', second!);
    expect(told).toEqual(['2']);
  });
});
