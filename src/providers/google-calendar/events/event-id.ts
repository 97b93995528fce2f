const alphabet = '0123456789abcdefghijklmnopqrstuv';

/**
 * The id that a record's event has at Google: the 128 bits of the record's UUID in base32hex (RFC 4648 §7, lower-case,
 * no padding), which is what Google lets a client choose. A repeated create therefore meets its own first one.
 */
export const eventIdOf = (recordId: string): string => {
  let bits = BigInt(`0x${recordId.replaceAll('-', '')}`) << 2n;
  let id = '';
  for (let index = 0; index < 26; index += 1) {
    id = (alphabet[Number(bits & 31n)] ?? '') + id;
    bits >>= 5n;
  }
  return id;
};
