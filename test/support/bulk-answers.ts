export interface BulkResult {
  status: number;
  id: string | null;
  problem: { code: string; errors?: { path: string }[]; currentRevision?: number } | null;
}
export interface BulkAnswer {
  data: BulkResult[];
  counts: { accepted: number; unchanged: number; refused: number };
  matched: number;
  needsConfirm: number | null;
  nextCursor: string | null;
}
export interface BulkAuditEvent {
  action: string;
  target: { id: string };
  details: { recordIds: string[]; created: number; deleted: number; withoutEffect: number };
}
