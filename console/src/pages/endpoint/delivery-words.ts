import type { Schemas } from '../../../../src/client/index.js';
import type { Tone } from '../../ui/status.js';

type DeliveryStatus = Schemas['Delivery']['status'];

export const deliveryWords: Readonly<
  Record<DeliveryStatus, { readonly words: string; readonly tone: Tone }>
> = {
  pending: { words: 'On its way', tone: 'busy' },
  delivered: { words: 'Delivered', tone: 'good' },
  dead: { words: 'Given up', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'quiet' },
};

export const isDeliveryStatus = (text: string | undefined): text is DeliveryStatus =>
  text !== undefined && Object.hasOwn(deliveryWords, text);
