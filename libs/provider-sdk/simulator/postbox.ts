export interface Posted {
  readonly address: string;
  /** 0 when nobody answered. */
  readonly status: number;
}

const remembered = 50;

/** The way out of a simulator's webhooks: it keeps what was posted, and posts the next one several times when told to. */
export class Postbox {
  readonly posted: Posted[] = [];
  /** Deliveries so far, also those that are not remembered any more. */
  count = 0;
  private copies = 1;

  /** The next delivery goes out so often, byte for byte, as vendors do whose queue delivers at least once. */
  repeatNext(copies: number): void {
    this.copies = copies;
  }

  /** Like `fetch`; answers what came to the first copy. */
  async post(address: string | URL, init: RequestInit): Promise<Response> {
    const { copies } = this;
    this.copies = 1;
    const first = await this.once(address, init);
    for (let copy = 1; copy < copies; copy += 1) {
      const again = await this.once(address, init);
      await again.body?.cancel();
    }
    return first;
  }

  private async once(address: string | URL, init: RequestInit): Promise<Response> {
    const note = (status: number): void => {
      // The address holds the secret that makes it unguessable; its origin says enough.
      this.posted.push({ address: new URL(address).origin, status });
      this.count += 1;
      if (this.posted.length > remembered) this.posted.shift();
    };
    try {
      const response = await fetch(address, init);
      note(response.status);
      return response;
    } catch (error) {
      note(0);
      throw error;
    }
  }
}
