import { z } from 'zod';

/** Somebody at the provider, as a task or a message names them. */
export const Person = z
  .strictObject({
    id: z.string().min(1).max(500).describe('The provider’s id of the person; the key in sets'),
    name: z.string().max(500).nullable(),
    email: z.string().max(320).nullable(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const personKey = (person: unknown): string => (person as Person).id;
