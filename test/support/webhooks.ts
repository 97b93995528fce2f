import type { TestOrganization } from './api.js';
import { until } from './api.js';

export interface TestEndpoint {
  id: string;
  secret: string;
  enabled: boolean;
  disabledReason: string | null;
  publicKeys: string[];
  failingSince: string | null;
}

export interface TestDelivery {
  id: string;
  endpointId: string;
  eventId: string;
  eventType: string;
  status: string;
  reason: string | null;
  attempts: number;
  nextAttemptAt: string | null;
  responseStatus: number | null;
  attemptList: {
    round: number;
    number: number;
    responseStatus: number | null;
    responseBody: string | null;
    requestHeaders: Record<string, string>;
    error: string | null;
    durationMs: number;
  }[];
}

export const register = (
  { owner, at }: TestOrganization,
  url: string,
  settings: Record<string, unknown> = {},
): Promise<TestEndpoint> => owner.post(at('/endpoints'), { url, ...settings });

/** Makes something happen that events tell of: somebody agrees. Answers the consent's id. */
export const agree = async ({ owner, at }: TestOrganization, person = 'ada'): Promise<string> => {
  const consent = await owner.post<{ id: string }>(at('/consents'), {
    subject: { type: 'end_user', id: person },
    purpose: 'calendar_sync',
    noticeVersion: '1',
  });
  return consent.id;
};

export const deliveriesOf = async ({ owner, at }: TestOrganization, query = ''): Promise<TestDelivery[]> =>
  (await owner.get<{ data: TestDelivery[] }>(at(`/deliveries?limit=200${query}`))).data;

/** Waits for a delivery of this event that fits, and answers it with its attempts. */
export const delivered = async (
  organization: TestOrganization,
  query: string,
  fits: (delivery: TestDelivery) => boolean,
): Promise<TestDelivery> => {
  const { owner, at } = organization;
  const found = await until(
    () => deliveriesOf(organization, query),
    all => all.some(fits),
  );
  return owner.get<TestDelivery>(at(`/deliveries/${found.find(fits)?.id}`));
};
