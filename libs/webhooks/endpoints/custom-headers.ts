import { z } from 'zod';

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** Visible ASCII and spaces inside: what every server understands (RFC 9110 §5.5). */
const value = /^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/;

/** Ours, and those that frame the message. */
const reserved =
  /^(webhook-.*|svix-.*|content-.*|host|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|user-agent|accept-encoding|proxy-.*)$/i;

export const CustomHeaders = z
  .record(
    z
      .string()
      .regex(token, 'a header name')
      .refine(name => !reserved.test(name), 'a header that the hub sets itself'),
    z.string().regex(value, 'visible ASCII, up to 1000 characters'),
  )
  .refine(headers => Object.keys(headers).length <= 20, 'at most 20 headers')
  .describe('Sent along with every delivery; shown to nobody again');
