import { type Clock, newId } from '#kernel';
import { type SimulatorReply, type SimulatorRequest, SimulatorServer } from '#provider-sdk/simulator';

/** Everybody on this machine may post here, so nothing in it grows without end. */
const most = { deliveries: 50, organizations: 100, bodyBytes: 64 * 1024 } as const;

/** Custom headers may hold what its owner keeps secret; these are all that a receiver needs. */
const keptHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

const isOrganization = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

export interface InboxDelivery {
  readonly id: string;
  /** Of the event, when the body names one. */
  readonly type: string | null;
  readonly receivedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly truncated: boolean;
  /** The status that it was answered with. */
  readonly answered: number;
}

/** What the next deliveries are answered with instead of 204. */
export interface InboxAnswers {
  readonly status: 410 | 500;
  readonly times: number;
}

interface Compartment {
  deliveries: readonly InboxDelivery[];
  answers: InboxAnswers | null;
}

/** Somebody's server that receives the hub's webhooks, one compartment for each organization. It forgets with the process. */
export class Inbox {
  private readonly compartments = new Map<string, Compartment>();

  private constructor(
    private readonly server: SimulatorServer,
    private readonly clock: Clock,
  ) {
    server.router.add('POST', '/:organizationId', request => this.receive(request));
  }

  static async start(port: number, clock: Clock): Promise<Inbox> {
    return new Inbox(await SimulatorServer.start({ port, isApi: () => false }), clock);
  }

  get origin(): string {
    return this.server.url;
  }

  urlOf(organizationId: string): string {
    return `${this.origin}/${organizationId}`;
  }

  /** Newest first. */
  deliveriesOf(organizationId: string): readonly InboxDelivery[] {
    return this.compartments.get(organizationId)?.deliveries ?? [];
  }

  answersOf(organizationId: string): InboxAnswers | null {
    return this.compartments.get(organizationId)?.answers ?? null;
  }

  answerNext(organizationId: string, answers: InboxAnswers | null): void {
    this.open(organizationId).answers = answers;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private receive(request: SimulatorRequest): SimulatorReply {
    const { organizationId = '' } = request.params;
    if (!isOrganization(organizationId)) return { status: 404 };
    const compartment = this.open(organizationId);
    const status = takeAnswer(compartment);
    const delivery = { ...deliveryOf(request), receivedAt: this.clock.now(), answered: status };
    compartment.deliveries = [delivery, ...compartment.deliveries].slice(0, most.deliveries);
    return { status };
  }

  /** A map keeps its order, so the first is whoever was silent longest. */
  private open(organizationId: string): Compartment {
    const compartment = this.compartments.get(organizationId) ?? { deliveries: [], answers: null };
    this.compartments.delete(organizationId);
    const [silent] = this.compartments.keys();
    if (silent !== undefined && this.compartments.size >= most.organizations)
      this.compartments.delete(silent);
    this.compartments.set(organizationId, compartment);
    return compartment;
  }
}

const takeAnswer = (compartment: Compartment): number => {
  const { answers } = compartment;
  if (!answers) return 204;
  const times = answers.times - 1;
  compartment.answers = times > 0 ? { ...answers, times } : null;
  return answers.status;
};

const deliveryOf = ({ headers, bytes, json }: SimulatorRequest) => {
  const { type } = json();
  return {
    id: newId(),
    type: typeof type === 'string' ? type : null,
    headers: Object.fromEntries(
      keptHeaders.flatMap(name => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    ),
    body: bytes.subarray(0, most.bodyBytes).toString('utf8'),
    truncated: bytes.length > most.bodyBytes,
  };
};
