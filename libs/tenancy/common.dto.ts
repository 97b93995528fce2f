import { z } from 'zod';

/** Shapes that several resources share. */
export const name = z.string().trim().min(1).max(120);
export const email = z.email().max(254);
export const time = z.iso.datetime();
export const secret = z.string().describe('Shown this once, stored nowhere');
export const listOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
