export { Subscription } from './subscription.entity.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export { type SubscriptionAddress, type SubscriptionParty, Subscriptions } from './subscriptions.service.js';
