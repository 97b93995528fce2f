import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { ResponseTooLarge } from './failures.js';

export interface CourierAnswer {
  readonly status: number;
  /** Lower-case names; a list where a line was repeated. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The beginning, as it came. */
  readonly body: Buffer;
}

export interface FlightLimits {
  readonly mostBytes: number;
  readonly keptBytes: (status: number) => number;
}

export type Landing = (error: Error | null, answer?: CourierAnswer) => void;

const nothing = Buffer.alloc(0);

/** One post on the wire. It lands once, whatever undici still reports after that. */
export class Flight implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private cutBy: Error | undefined;
  private hasLanded = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private wanted = 0;

  constructor(
    private readonly limits: FlightLimits,
    private readonly land: Landing,
  ) {}

  /** Also while it waits for a connection, where undici cannot be told yet. */
  cut(error: Error): void {
    this.cutBy ??= error;
    this.fail(error);
    this.controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.cutBy) controller.abort(this.cutBy);
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    // 1xx are not the answer, https://www.rfc-editor.org/rfc/rfc9110#section-15.2
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    this.wanted = this.limits.keptBytes(status);
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limits.mostBytes) {
      this.cut(new ResponseTooLarge(this.limits.mostBytes));
      return;
    }
    if (this.wanted === 0) return;
    const kept = chunk.subarray(0, this.wanted);
    this.chunks.push(kept);
    this.wanted -= kept.length;
  }

  onResponseEnd(): void {
    if (this.hasLanded) return;
    this.hasLanded = true;
    const body = this.chunks.length === 0 ? nothing : Buffer.concat(this.chunks);
    this.land(null, { status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(error);
  }

  private fail(error: Error): void {
    if (this.hasLanded) return;
    this.hasLanded = true;
    this.land(error);
  }
}
