export interface GoogleEventBody {
  readonly id: string;
  readonly summary?: string;
  readonly location?: string;
  readonly status?: string;
  readonly start?: { readonly dateTime?: string; readonly timeZone?: string };
  readonly recurrence?: readonly string[];
  readonly recurringEventId?: string;
}

/** Somebody else at Google: plain HTTP with a token of their own, behind the hub's back. */
export class GoogleProgram {
  constructor(
    private readonly apiUrl: string,
    private readonly token: string,
    readonly calendarId: string,
  ) {}

  insert(event: object): Promise<GoogleEventBody> {
    return this.send('POST', '', event);
  }

  patch(id: string, change: object): Promise<GoogleEventBody> {
    return this.send('PATCH', `/${id}`, change);
  }

  get(id: string): Promise<GoogleEventBody> {
    return this.send('GET', `/${id}`);
  }

  delete(id: string): Promise<unknown> {
    return this.send('DELETE', `/${id}`);
  }

  async living(): Promise<GoogleEventBody[]> {
    const { items } = await this.send<{ items: GoogleEventBody[] }>('GET', '?maxResults=250');
    return items.filter(event => event.status !== 'cancelled');
  }

  instances(id: string): Promise<{ items: GoogleEventBody[] }> {
    return this.send('GET', `/${id}/instances?timeMin=2027-01-01T00:00:00Z&timeMax=2027-12-31T00:00:00Z`);
  }

  private async send<T = GoogleEventBody>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(
      `${this.apiUrl}/calendars/${encodeURIComponent(this.calendarId)}/events${path}`,
      {
        method,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as T;
  }
}

export const at = (day: string, hour: number, title: string, more: object = {}): object => {
  const time = (value: number) => ({
    dateTime: `${day}T${String(value).padStart(2, '0')}:00:00Z`,
    timeZone: 'UTC',
  });
  return { summary: title, start: time(hour), end: time(hour + 1), ...more };
};
