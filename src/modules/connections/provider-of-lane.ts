import type { OrganizationScope } from '#database';
import { parseLane } from '#jobs';

/** Whom a connection's lane talks to, so that operators can pause one provider. */
export const providerOfLane = async (scope: OrganizationScope, lane: string): Promise<string | null> => {
  const { id } = parseLane(lane);
  const rows = await scope.acrossOrganizations('whom a lane talks to', em =>
    em.execute<{ provider: string }[]>('select provider from connection where id = ?', [id]),
  );
  return rows[0]?.provider ?? null;
};
