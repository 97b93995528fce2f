import {
  type BudgetTerms,
  type BudgetWord,
  type OutboundResponse,
  readBudget,
  termsOf,
  unpacedTerms,
} from '#http';
import { ProviderError } from '#kernel';
import type { ProviderManifest, RateScope } from '#provider-sdk';

/** Whose budgets a connection's requests draw on; null where there is none, as for a credential that is only tried. */
export interface ConnectionHolders {
  readonly connection: string;
  readonly organization: string | null;
  readonly client: string | null;
}

export interface BudgetHolders extends ConnectionHolders {
  readonly method: string;
}

/** Budgets are kept by key: a path that somebody else made up must not become a long one. */
const longestPath = 200;

export const holdersOf = (holders: ConnectionHolders, { pathname }: URL): BudgetHolders => ({
  ...holders,
  method: `${holders.connection}:${pathname.slice(0, longestPath)}`,
});

/**
 * The client that speaks for an integration; where the provider knows no clients, the installation is one. A client's
 * own id is not the key: an organization may write any id there, and would draw on another's budget.
 */
export const clientHolder = (integration: {
  readonly id: string;
  readonly clientId?: string | null | undefined;
}): string => (integration.clientId ? integration.id : 'shared');

export const connectionBudget = ({
  id,
  provider,
}: {
  readonly id: string;
  readonly provider: string;
}): string => `${provider}:connection:${id}`;

const budgetKey = ({ key }: ProviderManifest, scope: RateScope, holders: BudgetHolders): string | null => {
  const holder = holders[scope];
  return holder === null ? null : `${key}:${scope}:${holder}`;
};

const heardScopes = ({ limits }: ProviderManifest): Set<RateScope | undefined> =>
  new Set([limits.scope, ...(limits.headers ?? []).map(({ scope }) => scope)]);

/** The method's, where the vendor counts methods; it comes before the connection's own. */
export const narrowerBudgets = (manifest: ProviderManifest, holders: BudgetHolders): BudgetTerms[] => {
  const key = budgetKey(manifest, 'method', holders);
  return key !== null && heardScopes(manifest).has('method') ? [unpacedTerms(key)] : [];
};

/** The wider budgets that the manifest speaks of, narrowest first; the connection's own comes before them. */
export const widerBudgets = (manifest: ProviderManifest, holders: BudgetHolders): BudgetTerms[] => {
  const { limits } = manifest;
  const heard = heardScopes(manifest);
  return (['organization', 'client'] as const).flatMap(scope => {
    const key = budgetKey(manifest, scope, holders);
    const allowance = limits[scope];
    if (key === null) return [];
    if (allowance !== undefined) return [{ ...termsOf(key, allowance), isShared: true }];
    return heard.has(scope) ? [unpacedTerms(key)] : [];
  });
};

/** What an answer, and the failure that it means, say about the budgets. */
export const budgetWords = (
  manifest: ProviderManifest,
  holders: BudgetHolders,
  answer: { readonly response: OutboundResponse; readonly failure: Error | undefined; readonly now: Date },
): BudgetWord[] => {
  const { limits } = manifest;
  const { response, failure, now } = answer;
  const meant = limits.scope ?? 'connection';
  const words = (limits.headers ?? []).flatMap(({ scope = meant, ...dialect }): BudgetWord[] => {
    const key = budgetKey(manifest, scope, holders);
    const reading = readBudget(dialect, response.headers, now);
    return key === null || reading === undefined ? [] : [{ key, reading }];
  });
  const key = budgetKey(manifest, meant, holders) ?? budgetKey(manifest, 'connection', holders);
  if (key === null) return words;
  const isLimited = failure instanceof ProviderError && failure.providerCode === 'rate_limited';
  if (!isLimited) return [...words, { key }];
  const wait = failure.retryAfterMs ?? untilReset(words, key, now);
  return [...words, { key, isLimited, ...(wait === undefined ? {} : { retryAfterMs: wait }) }];
};

/** A vendor that says "nothing left until then" has said how long, also without a Retry-After. */
const untilReset = (words: readonly BudgetWord[], key: string, now: Date): number | undefined => {
  const spent = words.find(word => word.key === key && word.reading?.remaining === 0);
  const resetAt = spent?.reading?.resetAt;
  return resetAt && resetAt > now ? resetAt.getTime() - now.getTime() : undefined;
};
