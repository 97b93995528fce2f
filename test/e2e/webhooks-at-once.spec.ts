import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  agree,
  type Receiver,
  register,
  startWebhookStage,
  type TestOrganization,
  until,
  type WebhookStage,
} from '#support';

let stage: WebhookStage;
let acme: TestOrganization;
let receiver: Receiver;

beforeAll(async () => {
  stage = await startWebhookStage({ CAUSEWAY_DELIVERIES: '8' });
  ({ acme, receiver } = stage);
});
afterAll(async () => {
  await stage.stop();
});

it('a process sends no more at once than its operator allows, and one organization a quarter of that', async () => {
  let underWay = 0;
  let most = 0;
  receiver.answer = response => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      response.writeHead(204).end();
    }, 50);
  };
  for (let endpoint = 0; endpoint < 3; endpoint += 1)
    await register(acme, receiver.url, { eventTypes: ['consent.given'], concurrency: 16 });
  await Promise.all(Array.from({ length: 15 }, (_, person) => agree(acme, `person-${person}`)));
  await until(
    async () => receiver.hooks,
    hooks => hooks.length >= 45,
  );
  expect(most).toBe(2);
});
