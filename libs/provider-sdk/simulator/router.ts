import type { SimulatorHandler, SimulatorRequest } from './exchange.js';

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: SimulatorHandler;
}

export interface RouteMatch {
  readonly handler: SimulatorHandler;
  readonly params: SimulatorRequest['params'];
}

/** Literal segments and `:name` segments; the first route that was added and fits wins. */
export class SimulatorRouter {
  private readonly routes: Route[] = [];

  add(method: string, path: string, handler: SimulatorHandler): void {
    this.routes.push({ method, segments: path.split('/'), handler });
  }

  match(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/');
    for (const route of this.routes) {
      const params = route.method === method ? paramsOf(route.segments, segments) : undefined;
      if (params) return { handler: route.handler, params };
    }
    return undefined;
  }
}

const paramsOf = (
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined => {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const value = path[index] ?? '';
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(value);
    else if (segment !== value) return undefined;
  }
  return params;
};
