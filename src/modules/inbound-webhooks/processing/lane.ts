/** The task that processes the receipts of one connection. */
export const processTask = 'webhooks.process';
