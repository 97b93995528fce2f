/**
 * Splits an export into lines, at line feeds only: JSON strings may hold U+2028, at which `node:readline` would split
 * as well. Bytes that are no UTF-8, and a byte order mark, become a line that no parser accepts.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      yield decode(bytes.subarray(from, end));
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > longestLine) throw new RangeError(`A line is longer than ${longestLine} bytes`);
  }
  if (rest.length > 0) yield decode(rest);
}

const lineFeed = 0x0a;
const longestLine = 16 * 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return '\uFFFD';
  }
};
