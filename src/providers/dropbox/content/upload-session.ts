import type { DropboxApi } from '../dropbox-api.js';
import { DropboxRefusal } from '../explain.js';
import { contentHash } from './content-hash.js';

const nothing = Buffer.alloc(0);

/** A file in parts: https://www.dropbox.com/developers/documentation/http/documentation#files-upload_session-start */
export class UploadSession {
  private offset = 0;

  private constructor(
    private readonly api: DropboxApi,
    private readonly id: string,
  ) {}

  static async start(api: DropboxApi): Promise<UploadSession> {
    const { session_id: id } = await api.send<{ session_id: string }>(
      'files/upload_session/start',
      { close: false },
      nothing,
    );
    return new UploadSession(api, id);
  }

  async append(part: Buffer): Promise<void> {
    const given = { cursor: this.cursor, close: false, content_hash: contentHash(part) };
    const after = this.offset + part.length;
    try {
      await this.api.send('files/upload_session/append_v2', given, part);
    } catch (error) {
      if (!hasArrived(error, after)) throw error;
    }
    this.offset = after;
  }

  finish<T>(commit: object): Promise<T> {
    return this.api.send('files/upload_session/finish', { cursor: this.cursor, commit }, nothing);
  }

  private get cursor() {
    return { session_id: this.id, offset: this.offset };
  }
}

/** The part was taken and its answer lost; the repetition is refused because the session is there already. */
const hasArrived = (error: unknown, after: number): boolean =>
  error instanceof DropboxRefusal &&
  error.tags.includes('incorrect_offset') &&
  error.body.correct_offset === after;
