/**
 * The part of GraphQL that clients of this provider write: one operation with variables, fields with arguments that are
 * variables or plain literals, aliases; no fragments and no directives. https://spec.graphql.org/October2021/#sec-Document
 */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  /** Types of the variables as written, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly selection: readonly Selection[];
}

export interface Selection {
  readonly name: string;
  readonly alias: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly selection: readonly Selection[];
}

export type Argument =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'enum'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null };

const token = /[\s,]+|#[^\n]*|([A-Za-z_]\w*)|(-?\d+(?:\.\d+)?)|("(?:[^"\\\n]|\\.)*")|([{}()[\]:!$=])/y;

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new SyntaxError(`Syntax Error: Unexpected character at ${at}`);
    const found = match.slice(1).find(group => group !== undefined);
    if (found !== undefined) tokens.push(found);
  }
  return tokens;
};

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get next(): string | undefined {
    return this.tokens[this.at];
  }

  take(): string {
    const found = this.tokens[this.at];
    if (found === undefined) throw new SyntaxError('Syntax Error: Unexpected end of the document');
    this.at += 1;
    return found;
  }

  skip(wanted: string): boolean {
    if (this.next !== wanted) return false;
    this.at += 1;
    return true;
  }

  expect(wanted: string): void {
    const found = this.take();
    if (found !== wanted) throw new SyntaxError(`Syntax Error: Expected ${wanted}, found ${found}`);
  }

  name(): string {
    const found = this.take();
    if (!/^[A-Za-z_]/.test(found)) throw new SyntaxError(`Syntax Error: Expected a name, found ${found}`);
    return found;
  }
}

export const parse = (text: string): Operation => {
  const reader = new Reader(tokensOf(text));
  const kind = reader.take();
  if (kind !== 'query' && kind !== 'mutation') throw new SyntaxError(`Syntax Error: Unexpected ${kind}`);
  const name = reader.name();
  const variables = reader.skip('(') ? readVariables(reader) : {};
  const selection = readSelection(reader);
  if (reader.next !== undefined) throw new SyntaxError(`Syntax Error: Unexpected ${reader.next}`);
  return { kind, name, variables, selection };
};

const readVariables = (reader: Reader): Record<string, string> => {
  const variables: Record<string, string> = {};
  while (!reader.skip(')')) {
    reader.expect('$');
    const name = reader.name();
    reader.expect(':');
    variables[name] = `${reader.name()}${reader.skip('!') ? '!' : ''}`;
  }
  return variables;
};

const readSelection = (reader: Reader): Selection[] => {
  const fields: Selection[] = [];
  reader.expect('{');
  while (!reader.skip('}')) {
    const first = reader.name();
    const name = reader.skip(':') ? reader.name() : first;
    const args = reader.skip('(') ? readArguments(reader) : {};
    const selection = reader.next === '{' ? readSelection(reader) : [];
    fields.push({ name, alias: first, args, selection });
  }
  if (fields.length === 0) throw new SyntaxError('Syntax Error: Expected a field');
  return fields;
};

const readArguments = (reader: Reader): Record<string, Argument> => {
  const args: Record<string, Argument> = {};
  while (!reader.skip(')')) {
    const name = reader.name();
    reader.expect(':');
    args[name] = readArgument(reader);
  }
  return args;
};

const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

const readArgument = (reader: Reader): Argument => {
  if (reader.skip('$')) return { kind: 'variable', name: reader.name() };
  const text = reader.take();
  if (Object.hasOwn(constants, text)) return { kind: 'literal', value: constants[text] ?? null };
  if (/^[A-Za-z_]/.test(text)) return { kind: 'enum', name: text };
  if (!/^["\d-]/.test(text)) throw new SyntaxError(`Syntax Error: Unexpected ${text}`);
  return { kind: 'literal', value: JSON.parse(text) as string | number };
};
