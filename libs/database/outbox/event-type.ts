import type { z } from 'zod';

/** A kind of event that organizations may subscribe to. `name` is dotted past tense: `record.updated`. */
export interface EventType<D extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** Schema of `data`; its JSON Schema is published. */
  readonly data: D;
}

export const defineEventType = <D extends z.ZodObject>(type: EventType<D>): EventType<D> => type;

/** All event types of the hub, for the catalogue; given by the application. */
export class EventTypes {
  constructor(readonly all: readonly EventType[]) {}
}
