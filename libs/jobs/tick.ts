import { DiscoveryService, MetadataScanner } from '@nestjs/core';

export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

export interface TickDefinition {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<unknown>;
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const milliseconds = (duration: Duration): number => {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
  if (!parts) throw new Error(`'${duration}' is no duration: write 500ms, 30s, 5m, 6h or 1d`);
  return Number(parts[1]) * units[parts[2] as keyof typeof units];
};

const TickMetadata = DiscoveryService.createDecorator<{ name: string; everyMs: number }>();

/**
 * Runs a method once per interval in the whole cluster: `@Tick('connections.refresh_ahead', '30s')`. It should only find
 * out what is due and wake lanes; one that throws is logged and comes again after its interval.
 */
export const Tick = (name: string, every: Duration): MethodDecorator =>
  TickMetadata({ name, everyMs: milliseconds(every) });

const methodOf = (instance: object, name: string): (() => Promise<unknown>) => {
  const method: unknown = Reflect.get(instance, name);
  if (typeof method !== 'function') throw new Error(`@Tick on '${name}', which is no method`);
  return async () => (await Reflect.apply(method, instance, [])) as unknown;
};

/** Every method with `@Tick` of every provider of this process. */
export const discoverTicks = (discovery: DiscoveryService): TickDefinition[] => {
  const scanner = new MetadataScanner();
  const ticks = new Map<string, TickDefinition>();
  for (const wrapper of discovery.getProviders()) {
    const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined;
    if (typeof instance !== 'object' || instance === null) continue;
    for (const method of scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object | null)) {
      const found = discovery.getMetadataByDecorator(TickMetadata, wrapper, method);
      if (found) ticks.set(found.name, { ...found, run: methodOf(instance, method) });
    }
  }
  return [...ticks.values()];
};
