import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { canonical, type ExportedEvent } from './chain/index.js';

const columns: Record<string, (event: ExportedEvent) => string | number> = {
  sequence: event => event.sequence,
  id: event => event.id,
  occurredAt: event => event.occurredAt,
  action: event => event.action,
  outcome: event => event.outcome,
  actorKind: event => event.actor.kind,
  actorId: event => event.actor.id,
  targetType: event => event.target.type,
  targetId: event => event.target.id,
  details: event => canonical(event.details),
  requestId: event => event.requestId ?? '',
  personal: event => (event.personal ? canonical(event.personal) : ''),
  personalDigest: event => event.personalDigest ?? '',
  previousHash: event => event.previousHash,
  hash: event => event.hash,
};

/**
 * For spreadsheets: cells that one would take for a formula get an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection), so this form is for reading, not for verifying.
 */
export const csvOf = (events: AsyncIterable<ExportedEvent>): AsyncIterable<string> => {
  const csv = stringify({
    header: true,
    columns: Object.keys(columns),
    escape_formulas: true,
    record_delimiter: 'windows',
  });
  csv.setEncoding('utf8');
  // An error on either side destroys both, and whoever reads `csv` is told.
  return pipeline(Readable.from(rowsOf(events)), csv, () => undefined);
};

async function* rowsOf(events: AsyncIterable<ExportedEvent>): AsyncGenerator<(string | number)[]> {
  for await (const event of events) yield Object.values(columns).map(read => read(event));
}
