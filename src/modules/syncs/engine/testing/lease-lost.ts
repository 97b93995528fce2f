/** What a store answers to a run that another process has taken over. */
export class LeaseLost extends Error {}
