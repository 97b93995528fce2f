import type { Pair } from '../delivery.js';
import type { HmacScheme } from '../scheme.js';
import { jwtVectors } from './jwt-vectors.js';
import { at, body, deliveryOf, now, sharedSecret, type Vector } from './vector.js';

const hmac: Pick<HmacScheme, 'kind' | 'algorithm' | 'encoding' | 'signed'> = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signed: ['body'],
};

const versioned = (header: string, timestamp: string): HmacScheme => ({
  ...hmac,
  header,
  prefix: 'v0=',
  signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
  timestamp: { header: timestamp, unit: 'seconds', toleranceSeconds: 300 },
});

const bodyVectors: readonly Vector[] = [
  {
    name: 'F1, hex over the body (ClickUp, Asana, Dropbox)',
    scheme: { ...hmac, header: 'x-signature' },
    secret: sharedSecret,
    // printf '%s' "$B" | openssl dgst -sha256 -hmac "$S"
    delivery: deliveryOf(
      [['X-Signature', 'dab497caf0faeee750dc51b18cb2d3c64eee6a833cfe3a044a3bf1ad9d7d972e']],
      body,
    ),
    now,
  },
  {
    name: 'F1 with the time in the body (Linear)',
    scheme: {
      ...hmac,
      header: 'linear-signature',
      timestamp: { body: ['webhookTimestamp'], unit: 'milliseconds', toleranceSeconds: 60 },
    },
    secret: sharedSecret,
    // printf '%s' '{"action":"update","webhookTimestamp":1700000000123}' | openssl dgst -sha256 -hmac "$S"
    delivery: deliveryOf(
      [['Linear-Signature', 'aa5dd9c25d3154e44a04f4bf9edc848c088788cfa590e7188b4410ce2c204605']],
      '{"action":"update","webhookTimestamp":1700000000123}',
    ),
    now,
  },
  {
    name: 'F2, hex with a prefix (GitHub)',
    scheme: { ...hmac, header: 'x-hub-signature-256', prefix: 'sha256=' },
    secret: "It's a Secret to Everybody",
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    delivery: deliveryOf(
      [['X-Hub-Signature-256', 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17']],
      'Hello, World!',
    ),
    now,
  },
  {
    name: 'F3, base64 over the body (Todoist)',
    scheme: { ...hmac, header: 'x-todoist-hmac-sha256', encoding: 'base64' },
    secret: sharedSecret,
    // printf '%s' "$B" | openssl dgst -sha256 -hmac "$S" -binary | base64
    delivery: deliveryOf([['X-Todoist-Hmac-SHA256', '2rSXyvD67udQ3FGxjLLTxk7uaoM8/joESjvxrZ19ly4=']], body),
    now,
  },
];

const slackBody =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
  '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
  '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
  '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

const timedVectors: readonly Vector[] = [
  {
    name: 'F4, version, time and body (Slack)',
    scheme: versioned('x-slack-signature', 'x-slack-request-timestamp'),
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    // https://docs.slack.dev/authentication/verifying-requests-from-slack
    delivery: deliveryOf(
      [
        ['X-Slack-Signature', 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'],
        ['X-Slack-Request-Timestamp', '1531420618'],
      ],
      slackBody,
    ),
    now: at(1_531_420_618),
  },
  {
    name: 'F4, version, time and body (Zoom)',
    scheme: versioned('x-zm-signature', 'x-zm-request-timestamp'),
    secret: sharedSecret,
    // printf 'v0:1700000000:%s' "$B" | openssl dgst -sha256 -hmac "$S"
    delivery: deliveryOf(
      [
        ['x-zm-signature', 'v0=4d38d943ff7f677969b26da2496af28aaf293d1c1385c935610db687b74a6944'],
        ['x-zm-request-timestamp', '1700000000'],
      ],
      body,
    ),
    now,
  },
  {
    name: 'F5, RFC 3339 time and body, base64 (Zendesk)',
    scheme: {
      ...hmac,
      header: 'x-zendesk-webhook-signature',
      encoding: 'base64',
      signed: ['timestamp', 'body'],
      timestamp: { header: 'x-zendesk-webhook-signature-timestamp', unit: 'iso8601', toleranceSeconds: 300 },
    },
    secret: sharedSecret,
    // printf '2023-11-14T22:13:20Z%s' "$B" | openssl dgst -sha256 -hmac "$S" -binary | base64
    delivery: deliveryOf(
      [
        ['X-Zendesk-Webhook-Signature', 'toqpcQ/GORMnmfyKQIRPIQv41nSNn7sv6iKicrecD30='],
        ['X-Zendesk-Webhook-Signature-Timestamp', '2023-11-14T22:13:20Z'],
      ],
      body,
    ),
    now,
  },
  {
    name: 'F6, body and time, hex (BambooHR)',
    scheme: {
      ...hmac,
      header: 'x-bamboohr-signature',
      signed: ['body', 'timestamp'],
      timestamp: { header: 'x-bamboohr-timestamp', unit: 'seconds', toleranceSeconds: 300 },
    },
    secret: sharedSecret,
    // printf '%s1700000000' "$B" | openssl dgst -sha256 -hmac "$S"
    delivery: deliveryOf(
      [
        ['X-BambooHR-Signature', '4c9a056fdc496f0dba5ae5c8b168ac5f895643738167f5debef1c0c3858e8088'],
        ['X-BambooHR-Timestamp', '1700000000'],
      ],
      body,
    ),
    now,
  },
  {
    name: 'F7, body and address, base64 SHA-1 (Trello)',
    scheme: {
      ...hmac,
      header: 'x-trello-webhook',
      algorithm: 'sha1',
      encoding: 'base64',
      signed: ['body', 'url'],
    },
    secret: sharedSecret,
    // printf '%s%s' "$B" "$U" | openssl dgst -sha1 -hmac "$S" -binary | base64
    delivery: deliveryOf([['X-Trello-Webhook', '103MejNnLqye7lEEWg/DRolRT0U=']], body),
    now,
  },
];

const standardHeaders = (signature: string): readonly Pair[] => [
  ['Webhook-Id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
  ['Webhook-Timestamp', '1614265330'],
  ['Webhook-Signature', signature],
];

const standardVectors: readonly Vector[] = [
  {
    name: 'F8, Standard Webhooks v1 (GitLab)',
    scheme: { kind: 'standard' },
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    // https://docs.svix.com/receiving/verifying-payloads/how-manual
    delivery: deliveryOf(
      standardHeaders('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='),
      '{"test": 2432232314}',
    ),
    now: at(1_614_265_330),
  },
  {
    name: 'F8, Standard Webhooks v1a',
    scheme: { kind: 'standard' },
    secret: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
    // Svix server, test_asymmetric_key_signing; also checked with: openssl pkeyutl -verify -rawin
    delivery: deliveryOf(
      standardHeaders(
        'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
      ),
      '{"test": 2432232314}',
    ),
    now: at(1_614_265_330),
  },
];

const tokenVectors: readonly Vector[] = [
  {
    name: 'F9, token in a header (GitLab, Google channels)',
    scheme: { kind: 'token', in: { header: 'x-goog-channel-token' } },
    secret: sharedSecret,
    delivery: deliveryOf([['X-Goog-Channel-Token', sharedSecret]], ''),
    now,
  },
  {
    name: 'F9, token in every item of the body (Graph)',
    scheme: { kind: 'token', in: { body: ['value', '*', 'clientState'] } },
    secret: sharedSecret,
    delivery: deliveryOf(
      [],
      `{"value":[{"clientState":"${sharedSecret}"},{"clientState":"${sharedSecret}"}]}`,
    ),
    now,
  },
];

export const vectors: readonly Vector[] = [
  ...bodyVectors,
  ...timedVectors,
  ...standardVectors,
  ...tokenVectors,
  ...jwtVectors,
];
