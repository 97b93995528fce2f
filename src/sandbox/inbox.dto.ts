import { z } from 'zod';

const Answers = z
  .object({
    status: z.union([z.literal(410), z.literal(500)]),
    times: z.int().describe('Deliveries that will still be answered so'),
  })
  .meta({ id: 'SandboxInboxAnswers' });

const Delivery = z
  .object({
    id: z.uuid().describe('Of this arrival; an event that is sent again arrives again'),
    type: z.string().nullable().describe('Type of the event, when the body names one'),
    receivedAt: z.iso.datetime(),
    headers: z.record(z.string(), z.string()).describe('webhook-id, webhook-timestamp and webhook-signature'),
    body: z.string().describe('As it came, up to 64 KB'),
    truncated: z.boolean().describe('The body was longer, so its signature does not fit what is here'),
    answered: z.int().describe('The status that it was answered with'),
  })
  .meta({ id: 'SandboxInboxDelivery' });

export const SandboxInbox = z
  .object({
    url: z.string().describe('Register an endpoint with it to see your webhooks arrive'),
    answers: Answers.nullable().describe('null: the next deliveries are answered with 204'),
    data: z.array(Delivery).describe('The last 50, newest first; kept in memory only'),
  })
  .meta({ id: 'SandboxInbox' });
export type SandboxInbox = z.infer<typeof SandboxInbox>;

export const AnswerSandboxInbox = z
  .strictObject({
    status: z
      .union([z.literal(204), z.literal(410), z.literal(500)])
      .describe('500 is tried again, 410 disables the endpoint, 204 answers as usual again'),
    times: z.int().min(1).max(100).default(1).describe('How many deliveries are answered so'),
  })
  .meta({ id: 'AnswerSandboxInbox' });
export type AnswerSandboxInbox = z.infer<typeof AnswerSandboxInbox>;
