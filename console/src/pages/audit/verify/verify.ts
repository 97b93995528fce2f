import { canonical, hmacHex, sha256Hex } from './digests.js';
import { type EndLine, type EventLine, parseLine, type StartLine } from './export-lines.js';

/** As `causeway audit verify` names them; docs/audit.md says when each is found. */
export type ProblemKind =
  | 'malformed_line'
  | 'edited'
  | 'link_broken'
  | 'deleted'
  | 'swapped'
  | 'inserted'
  | 'foreign_organization'
  | 'personal_edited'
  | 'clock_set_back'
  | 'truncated'
  | 'end_mismatch'
  | 'after_end'
  | 'head_differs'
  | 'head_not_reached';

export interface Head {
  readonly sequence: number;
  readonly hash: string;
}

export interface Break {
  readonly kind: ProblemKind;
  /** Line of the export, from 1. */
  readonly line: number;
  /** The event that is wrong or missing, when it can be told. */
  readonly sequence: number | null;
}

export interface Verification {
  readonly problem: Break | null;
  /** Events that were checked and found right. */
  readonly events: number;
  readonly firstSequence: number | null;
  readonly last: Head | null;
  /** Whether the noted head lies inside the export, so that comparing it meant something. */
  readonly coversNoted: boolean;
  readonly withoutPersonal: number;
}

type Finding = Omit<Break, 'line'>;

interface Progress {
  readonly organizationId: string;
  readonly before: Head;
  last: Head;
  lastOccurredAt: string | null;
  count: number;
  withoutPersonal: number;
}

const genesis: Head = { sequence: 0, hash: '0'.repeat(64) };
const clockToleranceMs = 5_000;

/** `812:9f86d0…`; null when it is not written so. */
export const parseHead = (text: string): Head | null => {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim());
  return match?.[1] && match[2] ? { sequence: Number(match[1]), hash: match[2] } : null;
};

const found = (kind: ProblemKind, sequence: number | null): Finding => ({ kind, sequence });

const checkPlace = (event: EventLine, { organizationId, last }: Progress): Finding | null => {
  const { sequence } = event;
  const expected = last.sequence + 1;
  if (event.organizationId !== organizationId) return found('foreign_organization', sequence);
  if (sequence > expected) return found('deleted', expected);
  return sequence < expected ? found('inserted', sequence) : null;
};

const checkHash = async (event: EventLine, { last }: Progress): Promise<Finding | null> => {
  const { type: _type, personal: _personal, personalSalt: _salt, hash, ...facts } = event;
  if ((await sha256Hex(canonical(facts) ?? '')) !== hash) return found('edited', event.sequence);
  return event.previousHash === last.hash ? null : found('link_broken', event.sequence);
};

/** Erased is both gone; half of them, or personal data that no digest announces, is tampering. */
const checkPersonal = async ({
  personal,
  personalSalt,
  personalDigest,
  sequence,
}: EventLine): Promise<Finding | null> => {
  if (personal === null && personalSalt === null) return null;
  const isWhole = personal !== null && personalSalt !== null;
  if (isWhole && (await hmacHex(personalSalt, canonical(personal) ?? '')) === personalDigest) return null;
  return found('personal_edited', sequence);
};

const isSetBack = (event: EventLine, before: string | null): boolean =>
  before !== null && Date.parse(before) - Date.parse(event.occurredAt) > clockToleranceMs;

/** One pass over an export, with the memory of one line. It stops judging at the first problem. */
export class Pass {
  #line = 0;
  #progress: Progress | null = null;
  #hasEnded = false;
  #problem: Break | null = null;
  #clock: Break | null = null;

  constructor(private readonly noted: Head | null) {}

  get events(): number {
    return this.#progress?.count ?? 0;
  }

  async read(text: string): Promise<void> {
    this.#line += 1;
    if (this.#problem) {
      this.#lookForMoved(text, this.#problem);
      return;
    }
    const finding = await this.#judge(text);
    if (finding) this.#problem = { ...finding, line: this.#line };
  }

  finish(): Verification {
    const progress = this.#progress;
    if (!this.#problem && !this.#hasEnded) {
      const sequence = progress ? progress.last.sequence + 1 : null;
      this.#problem = { kind: 'truncated', line: this.#line + 1, sequence };
    }
    const { noted } = this;
    return {
      problem: this.#problem ?? this.#clock,
      events: this.events,
      firstSequence: progress && progress.count > 0 ? progress.before.sequence + 1 : null,
      last: progress && progress.count > 0 ? progress.last : null,
      coversNoted:
        noted !== null &&
        progress !== null &&
        noted.sequence >= progress.before.sequence &&
        noted.sequence <= progress.last.sequence,
      withoutPersonal: progress?.withoutPersonal ?? 0,
    };
  }

  async #judge(text: string): Promise<Finding | null> {
    if (this.#hasEnded) return found('after_end', null);
    const line = parseLine(text);
    if (!this.#progress) return line?.type === 'start' ? this.#start(line) : found('malformed_line', null);
    if (line?.type === 'event') return this.#event(line, this.#progress);
    if (line?.type === 'end') return this.#end(line, this.#progress);
    return found('malformed_line', null);
  }

  #start({ organizationId, fromSequence, previousHash }: StartLine): Finding | null {
    const before = { sequence: fromSequence - 1, hash: previousHash };
    if (before.sequence === genesis.sequence && before.hash !== genesis.hash)
      return found('malformed_line', null);
    this.#progress = {
      organizationId,
      before,
      last: before,
      lastOccurredAt: null,
      count: 0,
      withoutPersonal: 0,
    };
    return this.#compare(before);
  }

  async #event(event: EventLine, progress: Progress): Promise<Finding | null> {
    const now = { sequence: event.sequence, hash: event.hash };
    const finding =
      checkPlace(event, progress) ??
      (await checkHash(event, progress)) ??
      (await checkPersonal(event)) ??
      this.#compare(now);
    if (finding) return finding;
    // Said at the end, if nothing worse is found: a wrong clock does not break the chain.
    if (isSetBack(event, progress.lastOccurredAt)) {
      this.#clock ??= { kind: 'clock_set_back', sequence: event.sequence, line: this.#line };
    }
    progress.last = now;
    progress.lastOccurredAt = event.occurredAt;
    progress.count += 1;
    progress.withoutPersonal += event.personalDigest !== null && event.personal === null ? 1 : 0;
    return null;
  }

  #end(line: EndLine, { count, last }: Progress): Finding | null {
    this.#hasEnded = true;
    if (line.count > count) return found('truncated', last.sequence + 1);
    if (line.count < count || line.lastSequence !== last.sequence || line.lastHash !== last.hash) {
      return found('end_mismatch', last.sequence);
    }
    if (this.noted === null || this.noted.sequence <= last.sequence) return null;
    return found('head_not_reached', last.sequence + 1);
  }

  #compare(now: Head): Finding | null {
    const { noted } = this;
    return noted?.sequence === now.sequence && noted.hash !== now.hash
      ? found('head_differs', now.sequence)
      : null;
  }

  /** After a gap it reads on only to tell a moved event from a deleted one. */
  #lookForMoved(text: string, problem: Break): void {
    if (problem.kind !== 'deleted') return;
    const line = parseLine(text);
    if (line?.type === 'event' && line.sequence === problem.sequence)
      this.#problem = { ...problem, kind: 'swapped' };
  }
}

export const verifyLines = async (
  lines: AsyncIterable<string>,
  noted: Head | null = null,
  report: (events: number) => void = () => undefined,
): Promise<Verification> => {
  const pass = new Pass(noted);
  for await (const line of lines) {
    await pass.read(line);
    if (pass.events % 500 === 0) report(pass.events);
  }
  return pass.finish();
};
