import type { World } from '../world.js';
import type { Step } from './program.js';

type Mishap = Extract<Step, { kind: 'expire' | 'vanish' | 'reappear' | 'notice' }>;

const picked = (ids: readonly string[], target: number): string | undefined =>
  ids[target % Math.max(ids.length, 1)];

/** What happens to the account and on the way, and no person did. */
export class Weather {
  /** Something was taken for gone that is there: only a listing finds it again. */
  wantsListing = false;
  /** Somebody was told of less than there is, so that what was saved as a copy may be there twice. */
  hasMisled = false;

  constructor(private readonly world: World) {}

  turns(step: Mishap): void {
    const { provider } = this.world;
    if (step.kind === 'expire') provider.expireCursors();
    if (step.kind === 'reappear') provider.reveal();
    if (step.kind === 'vanish') this.vanish(step);
    if (step.kind === 'notice') this.notify(step);
  }

  private vanish({ tenths, told }: Extract<Mishap, { kind: 'vanish' }>): void {
    const ids = [...this.world.provider.objects.keys()];
    this.world.provider.hide(ids.slice(0, Math.ceil((ids.length * tenths) / 10)), told);
    this.hasMisled = true;
  }

  private notify({ target, living }: Extract<Mishap, { kind: 'notice' }>): void {
    const { provider, notices } = this.world;
    const id = picked([...(living ? provider.objects.keys() : provider.departed)], target);
    if (id === undefined) return;
    notices.add(id);
    if (provider.objects.has(id)) this.wantsListing = this.hasMisled = true;
  }

  /** From now on everything works and shows. */
  calms(): void {
    const { provider } = this.world;
    provider.reveal();
    if (provider.wasShort) this.wantsListing = this.hasMisled = true;
  }
}
