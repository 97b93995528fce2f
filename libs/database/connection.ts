/** Where a PostgreSQL is. `host` is a name, an address, or the directory of a unix socket. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  readonly ssl?: boolean;
}

/** Reads `postgresql://user:password@host:port/database?sslmode=require`; `?host=/directory` names a unix socket. */
export const parseConnection = (url: string): Connection => {
  const parsed = new URL(url);
  const password = decodeURIComponent(parsed.password);
  return {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    ...(password ? { password } : {}),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ...(['require', 'verify-full'].includes(parsed.searchParams.get('sslmode') ?? '') ? { ssl: true } : {}),
  };
};

export const connectionOptions = (connection: Connection) => ({
  host: connection.host,
  port: connection.port,
  user: connection.user,
  ...(connection.password === undefined ? {} : { password: connection.password }),
  dbName: connection.database,
  ...(connection.ssl ? { driverOptions: { ssl: { rejectUnauthorized: true } } } : {}),
});
