import { Controller, Get, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HubError } from '#kernel';
import { ProviderRegistry } from '#provider-sdk';
import { Public } from '#tenancy';
import { type HandshakeAnswer, headerPairs } from '#webhooks/signatures';
import { Plain, type PlainAnswer, type PlainRequest } from '../../../http/index.js';
import { IntakeMetrics } from '../intake-metrics.js';
import { Intake, type Posted } from './intake.js';
import { SameTurn } from './same-turn.js';

const why = 'vendors prove themselves by signature';
/** Of the time a vendor waits, what we take at most; a late answer is no answer. */
const share = 0.8;

/**
 * Where vendors post; their manifests say what, so it is not part of the API's description. Plain: a delivery is taken in
 * for less than what the API's edge costs, and no rule of that edge is for vendors, whose limits are the intake's own.
 */
@ApiExcludeController()
@Controller('hooks')
export class HooksController {
  readonly #turn = new SameTurn();

  constructor(
    private readonly intake: Intake,
    private readonly registry: ProviderRegistry,
    private readonly metrics: IntakeMetrics,
  ) {}

  @Post(':provider')
  @Public(why)
  @Plain()
  app(request: PlainRequest): Promise<PlainAnswer> {
    return this.answer(request);
  }

  @Post(':provider/:token')
  @Public(why)
  @Plain()
  subscription(request: PlainRequest): Promise<PlainAnswer> {
    return this.answer(request);
  }

  /** GET and HEAD are asked before an address is believed; they answer handshakes and nothing else. */
  @Get(':provider')
  @Public(why)
  @Plain()
  appHandshake(request: PlainRequest): Promise<PlainAnswer> {
    return this.answer(request);
  }

  @Get(':provider/:token')
  @Public(why)
  @Plain()
  subscriptionHandshake(request: PlainRequest): Promise<PlainAnswer> {
    return this.answer(request);
  }

  private async answer({ params, body, method, rawHeaders, url }: PlainRequest): Promise<PlainAnswer> {
    const began = performance.now();
    const { provider = '', token = null } = params;
    const { webhooks } = this.registry.get(provider).manifest;
    const headers = headerPairs(rawHeaders);
    const taking = this.take({ provider, token, body, method, headers, query: queryOf(url) });
    const answer = await within(taking, (webhooks?.answerWithinSeconds ?? 10) * 1000 * share);
    this.metrics.answered(provider, performance.now() - began);
    if (!answer) return taken;
    return {
      status: answer.status,
      headers: { ...answer.headers, 'content-type': answer.contentType },
      body: answer.body,
    };
  }

  /** Whatever goes wrong on our side, the vendor is to come again. */
  private async take(posted: Posted): Promise<HandshakeAnswer | null> {
    await this.#turn.wait();
    try {
      return await this.intake.take(posted);
    } catch (cause) {
      if (cause instanceof HubError) throw cause;
      const detail = 'The delivery could not be stored. Send it again.';
      throw new HubError('unavailable', 503, detail, { cause, retryable: true, retryAfterSeconds: 5 });
    }
  }
}

const taken: PlainAnswer = { status: 200 };

/** Parsing an address costs more than most of the way; few vendors send a query. */
const queryOf = (url: string): [string, string][] => {
  const at = url.indexOf('?');
  return at < 0 ? [] : [...new URLSearchParams(url.slice(at + 1))];
};

/** What commits after all is a duplicate when the vendor comes again. */
const within = <T>(work: Promise<T>, limitMs: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const detail = 'The delivery could not be stored in time. Send it again.';
      reject(new HubError('unavailable', 503, detail, { retryable: true, retryAfterSeconds: 5 }));
    }, limitMs);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
