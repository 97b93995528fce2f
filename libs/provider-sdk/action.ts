import type { z } from 'zod';
import type { PurposeKey } from '#consent';
import type { ProviderSession } from './session.js';

/** Something a person or a product asks of a provider that is no record: send a message, create a channel. */
export interface ActionDefinition {
  /** snake_case verb and noun: `send_message`. */
  readonly name: string;
  /** One plain sentence. */
  readonly description: string;
  readonly purpose: PurposeKey;
  /** Scopes without which it cannot work. */
  readonly scopes: readonly string[];
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** Throws `ProviderError`. `key` is stable over retries of the same wish. */
  run(session: ProviderSession, input: unknown, key: string): Promise<unknown>;
}

/** Types `run` by the schemas. */
export const defineAction = <I extends z.ZodObject, O extends z.ZodObject>(
  action: Omit<ActionDefinition, 'input' | 'output' | 'run'> & {
    readonly input: I;
    readonly output: O;
    run(session: ProviderSession, input: z.output<I>, key: string): Promise<z.output<O>>;
  },
): ActionDefinition => ({
  ...action,
  run: (session, input, key) => action.run(session, input as z.output<I>, key),
});
