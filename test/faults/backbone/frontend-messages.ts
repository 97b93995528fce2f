/**
 * What a client says to PostgreSQL, message by message, and where a transaction of it ends.
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export class FrontendMessages {
  private rest: Buffer = Buffer.alloc(0);
  private started = false;
  private inTransaction = false;
  /** Of the transaction, or of the statement that is one by itself. */
  private said = '';

  /** Whole messages only. */
  read(chunk: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const found: Buffer[] = [];
    for (;;) {
      // The first message has no type.
      const at = this.started ? 1 : 0;
      if (this.rest.length < at + 4) return found;
      const length = at + this.rest.readUInt32BE(at);
      if (this.rest.length < length) return found;
      found.push(this.rest.subarray(0, length));
      this.rest = this.rest.subarray(length);
      this.started = true;
    }
  }

  /** Whether this message commits a transaction in which the statement was executed. */
  commits(message: Buffer, statement: string): boolean {
    const type = String.fromCharCode(message[0] ?? 0);
    const isStatement = type === 'P' || type === 'Q';
    const sql = isStatement ? message.toString('utf8', 5).replaceAll('\0', ' ').trim() : '';
    const isCommit = /^commit\b/i.test(sql) || (type === 'S' && !this.inTransaction);
    const fits = isCommit && this.said.includes(statement);
    this.follow(sql, isCommit);
    return fits;
  }

  private follow(sql: string, isCommit: boolean): void {
    if (/^(begin|start transaction)\b/i.test(sql)) this.inTransaction = true;
    if (isCommit || /^rollback\b(?! to)/i.test(sql)) {
      this.inTransaction = false;
      this.said = '';
    } else this.said += `${sql}\n`;
  }
}
