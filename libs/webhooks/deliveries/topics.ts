/** Signal: the endpoint of this lane (`organizationId/endpointId`) may have deliveries to send. */
export const dueTopic = 'deliveries.due';
/** Signal: this organization's event feed has grown. */
export const feedTopic = 'events.feed';
