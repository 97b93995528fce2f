import type { Schemas } from '../../../../src/client/index.js';

type Monitor = Schemas['ReceiptMonitor'];
type Provider = Monitor['providers'][number];
type Counted =
  'received' | 'verified' | 'duplicate' | 'late' | 'forged' | 'quarantined' | 'failed' | 'waiting';

export interface Sums extends Readonly<Record<Counted, number>> {
  /** Of the provider that receives most: a mean of medians would be no median. */
  readonly latency: { readonly provider: string; readonly p50: number; readonly p95: number } | null;
  readonly sentence: string;
}

const names: readonly Counted[] = [
  'received',
  'verified',
  'duplicate',
  'late',
  'forged',
  'quarantined',
  'failed',
  'waiting',
];

export const figure = (count: number): string => new Intl.NumberFormat().format(count);

export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${figure(Math.round(ms / 100) / 10)} s`;
};

const latencyOf = ({ provider, latencyMs: { p50, p95 } }: Provider): Sums['latency'] =>
  p50 === null || p95 === null ? null : { provider, p50, p95 };

export const sumsOf = ({ providers }: Monitor): Sums => {
  const counts = Object.fromEntries(
    names.map(name => [name, providers.reduce((sum, provider) => sum + provider[name], 0)]),
  ) as Record<Counted, number>;
  const [busiest] = providers.toSorted((a, b) => b.received - a.received);
  const latency = busiest ? latencyOf(busiest) : null;
  return { ...counts, latency, sentence: sentenceOf(counts, latency) };
};

const sentenceOf = (counts: Record<Counted, number>, latency: Sums['latency']): string => {
  const { received, verified, forged, late, failed, quarantined, waiting } = counts;
  const checked = received === verified ? 'all verified' : `${figure(verified)} verified`;
  const trouble = [
    forged > 0 ? `${figure(forged)} refused as forged` : '',
    late > 0 ? `${figure(late)} refused as too old` : '',
    failed > 0 ? `${figure(failed)} failed` : '',
    quarantined > 0 ? `${figure(quarantined)} in quarantine` : '',
    waiting > 0 ? `${figure(waiting)} waiting` : '',
  ].filter(Boolean);
  const speed =
    latency === null || received < 2 ? '' : ` Half of them were dealt with within ${duration(latency.p50)}.`;
  const webhooks = received === 1 ? 'webhook' : 'webhooks';
  return `${figure(received)} ${webhooks} received, ${checked}${trouble.length > 0 ? `, ${trouble.join(', ')}` : ', none failed'}.${speed}`;
};

export interface Hour {
  readonly hour: string;
  readonly Verified: number;
  readonly Other: number;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const hourMs = 3_600_000;

/** Each of the last 24 hours, the empty ones too. */
export const hoursOf = ({ since, providers }: Monitor): Hour[] => {
  const first = Math.floor(Date.parse(since) / hourMs) * hourMs;
  const all = providers.flatMap(({ hours }) => hours);
  return Array.from({ length: 24 }, (_, index) => {
    const start = first + index * hourMs;
    const here = all.filter(({ hour }) => Date.parse(hour) === start);
    const received = here.reduce((sum, hour) => sum + hour.received, 0);
    const verified = here.reduce((sum, hour) => sum + hour.verified, 0);
    return { hour: clock.format(start), Verified: verified, Other: Math.max(0, received - verified) };
  });
};
