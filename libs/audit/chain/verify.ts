import { genesis } from './chain.js';
import { checkClock, checkEvent, type Finding, type Progress } from './event-check.js';
import { type EndLine, parseLine, type StartLine } from './export-format.js';
import { checkHead, checkHeadReached } from './head-check.js';
import type { Problem, Verification, VerifyOptions } from './problem.js';
import { verdict } from './verdict.js';

/*
 * One pass over an export, with the memory of one line and no database. It stops judging at the first problem: what
 * follows a break in a chain cannot be trusted. After a gap it reads on only to tell a moved event from a deleted one.
 */
export const verifyChain = async (
  lines: AsyncIterable<string>,
  options: VerifyOptions = {},
): Promise<Verification> => {
  const pass = new Pass(options);
  for await (const line of lines) pass.read(line);
  return pass.finish();
};

const defaultClockToleranceMs = 5_000;

class Pass {
  private line = 0;
  private progress: Progress | undefined;
  private hasEnded = false;
  private problem: Problem | undefined;
  private clock: Problem | undefined;

  constructor(private readonly options: VerifyOptions) {}

  read(text: string): void {
    this.line += 1;
    if (this.problem) {
      this.lookForMoved(text);
      return;
    }
    const finding = this.judge(text);
    if (finding) this.problem = { ...finding, line: this.line };
  }

  finish(): Verification {
    if (!this.problem && !this.hasEnded) {
      this.line += 1;
      const sequence = this.progress ? this.progress.last.sequence + 1 : null;
      const detail = 'The end line is missing: the export was cut off.';
      this.problem = { kind: 'truncated', line: this.line, sequence, detail };
    }
    return verdict(this.progress, this.problem ?? this.clock ?? null, this.options);
  }

  private judge(text: string): Finding | undefined {
    if (this.hasEnded)
      return { kind: 'after_end', sequence: null, detail: 'The export goes on after its end line.' };
    const line = parseLine(text);
    if (!this.progress)
      return line?.type === 'start' ? this.start(line) : malformed('The first line is no start line.');
    if (line?.type === 'event') return this.event(line, this.progress);
    if (line?.type === 'end') return this.end(line, this.progress);
    return malformed('The line is not one that an export contains.');
  }

  private start(line: StartLine): Finding | undefined {
    const before = { sequence: line.fromSequence - 1, hash: line.previousHash };
    const { organizationId } = line;
    if (before.sequence === genesis.sequence && before.hash !== genesis.hash) {
      return malformed(
        'The first event of an organization has no predecessor, but the start line names one.',
      );
    }
    this.progress = {
      organizationId,
      before,
      last: before,
      lastOccurredAt: null,
      count: 0,
      withoutPersonal: 0,
    };
    return checkHead(before, this.options.head);
  }

  private event(event: Parameters<typeof checkEvent>[0], progress: Progress): Finding | undefined {
    const now = { sequence: event.sequence, hash: event.hash };
    const finding = checkEvent(event, progress) ?? checkHead(now, this.options.head);
    if (finding) return finding;
    const tolerance = this.options.clockToleranceMs ?? defaultClockToleranceMs;
    const clock = checkClock(event, progress.lastOccurredAt, tolerance);
    // Said at the end, if nothing worse is found: a wrong clock does not break the chain.
    if (clock && !this.clock) this.clock = { ...clock, line: this.line };
    progress.last = now;
    progress.lastOccurredAt = event.occurredAt;
    progress.count += 1;
    progress.withoutPersonal += event.personalDigest !== null && event.personal === null ? 1 : 0;
    return undefined;
  }

  private end(line: EndLine, progress: Progress): Finding | undefined {
    this.hasEnded = true;
    const { count, last } = progress;
    const sequence = last.sequence + 1;
    if (line.count > count) {
      return {
        kind: 'truncated',
        sequence,
        detail: `${line.count} events were exported, ${count} are here.`,
      };
    }
    if (line.count < count || line.lastSequence !== last.sequence || line.lastHash !== last.hash) {
      return {
        kind: 'end_mismatch',
        sequence: last.sequence,
        detail: 'The end line names another last event.',
      };
    }
    return checkHeadReached(progress, this.options.head);
  }

  private lookForMoved(text: string): void {
    if (this.problem?.kind !== 'deleted') return;
    const line = parseLine(text);
    if (line?.type !== 'event' || line.sequence !== this.problem.sequence) return;
    const detail = `Event ${line.sequence} stands at line ${this.line}: events were put into another order.`;
    this.problem = { ...this.problem, kind: 'swapped', detail };
  }
}

const malformed = (detail: string): Finding => ({ kind: 'malformed_line', sequence: null, detail });
