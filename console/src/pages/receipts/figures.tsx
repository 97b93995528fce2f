import { useProviderName } from '../../connecting/providers.js';
import { Facts } from '../../ui/index.js';
import { duration, figure, type Sums } from './sums.js';

export const Figures = ({ sums }: { readonly sums: Sums }) => {
  const nameOf = useProviderName();
  return (
    <Facts
      rows={[
        ['Received', figure(sums.received)],
        ['Verified', figure(sums.verified)],
        ['Waiting', figure(sums.waiting)],
        ['Came twice', figure(sums.duplicate)],
        ['Too late', figure(sums.late)],
        ['Wrongly signed', figure(sums.forged)],
        ['Quarantined', figure(sums.quarantined)],
        ['Failed', figure(sums.failed)],
        [
          'Time to act',
          sums.latency === null
            ? '–'
            : `${duration(sums.latency.p50)}, 95 % within ${duration(sums.latency.p95)} (${nameOf(sums.latency.provider)})`,
        ],
      ]}
    />
  );
};
