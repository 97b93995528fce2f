/** A proxy that compresses makes a strong ETag weak without changing the object; both name the same version. */
export const versionOf = (etag: string): string => etag.trim().replace(/^W\//, '');

/** An ETag that promises the object is stored octet by octet as it was sent (RFC 4791 §5.3.4). */
export const isStrong = (etag: string | undefined): etag is string =>
  etag !== undefined && etag.trim() !== '' && !etag.trim().startsWith('W/');
