import { z } from 'zod';

export const logoLimit = 100 * 1024;
export const longestSide = 2_048;

const link = (protocol: RegExp) => z.url({ protocol }).max(500).nullable();

export const AppearanceInput = z
  .strictObject({
    displayName: z.string().trim().min(1).max(80).nullable().describe('null: the organization’s name'),
    colour: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'expected six hexadecimal digits such as #1c3d5a')
      .transform(value => value.toLowerCase())
      .nullable()
      .describe('Of buttons; text on it is black or white, whichever can be read'),
    logo: z
      .strictObject({
        data: z
          .base64()
          .max(Math.ceil((logoLimit * 4) / 3) + 4)
          .describe('PNG, JPEG or WebP of 100 KiB and 2,048 pixels a side at most, in base64'),
      })
      .nullable()
      .optional()
      .describe('Left out: stays. null: none'),
    supportUrl: link(/^(https|mailto)$/).describe('Where people find help: https or mailto'),
    privacyUrl: link(/^https$/).describe('The privacy notice that the connect page links to'),
  })
  .meta({ id: 'AppearanceInput' });
export type AppearanceInput = z.infer<typeof AppearanceInput>;

export const AppearanceView = z
  .object({
    name: z.string().describe('What to call the organization: its display name, else its name'),
    displayName: z.string().nullable(),
    colour: z.string().nullable(),
    textColour: z.enum(['#ffffff', '#000000']).nullable().describe('Of text on the colour'),
    contrast: z
      .object({ text: z.number(), onLight: z.boolean(), onDark: z.boolean() })
      .nullable()
      .describe('Of text on the colour; whether the colour stands out from a light and a dark page'),
    logoUrl: z.url().nullable().describe('Needs no credential, and never shows another picture'),
    supportUrl: z.string().nullable(),
    privacyUrl: z.string().nullable(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Appearance' });
export type AppearanceView = z.infer<typeof AppearanceView>;
