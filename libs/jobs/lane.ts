/** The lane of something an organization owns: `<organizationId>/<id>`, deeper if need be. */
export const laneOf = (organizationId: string, ...ids: [string, ...string[]]): string =>
  [organizationId, ...ids].join('/');

export interface LaneIds {
  readonly organizationId: string;
  readonly id: string;
  readonly rest: readonly string[];
}

export const parseLane = (lane: string): LaneIds => {
  const [organizationId, id, ...rest] = lane.split('/');
  if (!organizationId || !id) throw new Error(`A lane is organizationId/id, not '${lane}'`);
  return { organizationId, id, rest };
};
