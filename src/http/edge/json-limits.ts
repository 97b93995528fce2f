import { HubError, invalid } from '#kernel';

export const jsonLimits = { depth: 32, arrayItems: 10_000, nodes: 100_000 } as const;

const tooComplex = (detail: string): HubError => new HubError('body_too_complex', 422, detail);

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * Refuses what no honest request holds: deep nesting, huge arrays, and text that PostgreSQL cannot store (NUL and lone
 * surrogates). Without recursion, so the depth of the input is not the depth of our stack.
 */
export const checkJson = (body: unknown): void => {
  const open: Place[] = [{ value: body, path: '', depth: 0 }];
  for (let seen = 0, place = open.pop(); place; place = open.pop()) {
    if (++seen > jsonLimits.nodes) throw tooComplex(`The body has more than ${jsonLimits.nodes} values.`);
    if (typeof place.value === 'string') checkText(place.value, place.path);
    else if (place.value !== null && typeof place.value === 'object') open.push(...childrenOf(place));
  }
};

const childrenOf = ({ value, path, depth }: Place): Place[] => {
  if (depth >= jsonLimits.depth)
    throw tooComplex(`The body is nested deeper than ${jsonLimits.depth} levels.`);
  if (Array.isArray(value) && value.length > jsonLimits.arrayItems) {
    throw tooComplex(`${path}: an array may have ${jsonLimits.arrayItems} items.`);
  }
  return Object.entries(value as object).map(([key, child]: [string, unknown]) => {
    checkText(key, path);
    return { value: child, path: path ? `${path}.${key}` : key, depth: depth + 1 };
  });
};

const checkText = (text: string, path: string): void => {
  if (text.includes('\u0000') || !text.isWellFormed()) {
    throw invalid(path, 'expected text without NUL characters and lone surrogates');
  }
};
