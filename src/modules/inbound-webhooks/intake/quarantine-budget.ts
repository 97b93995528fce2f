import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';

const hourMs = 3_600_000;
const perHour = { deliveries: 1_000, bytes: 16 * 1024 * 1024 };

/**
 * What cannot be checked may come from anybody, so there is a limit to how much of it is kept: per provider, process and
 * hour. Beyond it the sender is told to come again, and nothing is stored.
 */
@Injectable()
export class QuarantineBudget {
  readonly #spent = new Map<string, { hour: number; deliveries: number; bytes: number }>();

  constructor(private readonly clock: Clock) {}

  spend(provider: string, bytes: number): boolean {
    const hour = Math.floor(this.clock.now().getTime() / hourMs);
    const known = this.#spent.get(provider);
    const spent = known?.hour === hour ? known : { hour, deliveries: 0, bytes: 0 };
    this.#spent.set(provider, spent);
    if (spent.deliveries >= perHour.deliveries || spent.bytes + bytes > perHour.bytes) return false;
    spent.deliveries += 1;
    spent.bytes += bytes;
    return true;
  }
}
