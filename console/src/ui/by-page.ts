/** How lists are asked for page by page: the last argument of `api.useInfiniteQuery`. */
export const byPage = {
  pageParamName: 'cursor',
  initialPageParam: undefined,
  getNextPageParam: (last: { readonly nextCursor: string | null }) => last.nextCursor ?? undefined,
} as const;
