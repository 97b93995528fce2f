/** The installation itself where a row needs an organization: what operators do concerns nobody else's. */
export const installationId = '00000000-0000-0000-0000-000000000000';
