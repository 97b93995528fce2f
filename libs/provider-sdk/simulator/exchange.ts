/** A request as a simulator's route sees it. Names of headers are lower-case. */
export interface SimulatorRequest {
  readonly method: string;
  readonly url: URL;
  /** Values of the route's `:name` segments, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** The body as a JSON object; anything else reads as an empty one. */
  json(): Record<string, unknown>;
  form(): URLSearchParams;
}

export interface SimulatorReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or bytes go out as they are, anything else as JSON, `undefined` as no body. */
  readonly body?: unknown;
}

export type SimulatorHandler = (request: SimulatorRequest) => SimulatorReply | Promise<SimulatorReply>;

/** Runs before a handler; a reply ends the exchange there. */
export type SimulatorGuard = (request: SimulatorRequest) => SimulatorReply | undefined;

export const html = (status: number, body: string): SimulatorReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});

export const redirect = (location: string): SimulatorReply => ({ status: 302, headers: { location } });

export const jsonObject = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
};
