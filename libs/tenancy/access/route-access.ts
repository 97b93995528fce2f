import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Access, accessMetadata } from './access.js';
import { scopeOfRoute } from './scopes.js';

/** One route and who may use it; `access` is undefined for a route that nobody opened. */
export interface RouteAccess {
  readonly method: string;
  readonly path: string;
  /** `MembersController.list` */
  readonly handler: string;
  readonly access: Access | undefined;
  /** The scope a key needs, for routes under an organization. */
  readonly scope: string | null;
}

/** Every route of every controller: what the isolation tests and the access matrix in the documentation are made from. */
export const routeAccess = (app: INestApplicationContext): RouteAccess[] => {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = new Set(
    modules.flatMap(module => [...module.controllers.values()].map(found => found.metatype)),
  );
  return [...controllers].filter(type => type !== null).flatMap(type => routesOf(type as Controller));
};

type Controller = abstract new (...args: never[]) => object;
const scanner = new MetadataScanner();

const routesOf = (controller: Controller): RouteAccess[] => {
  const prototype = controller.prototype as Record<string, object>;
  return scanner.getAllMethodNames(prototype).flatMap(name => {
    const handler = prototype[name];
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (!handler || method === undefined) return [];
    const access = (Reflect.getMetadata(accessMetadata, handler) ??
      Reflect.getMetadata(accessMetadata, controller)) as Access | undefined;
    const verb = RequestMethod[method] ?? 'ALL';
    return pathsOf(controller).flatMap(base =>
      pathsOf(handler).map(path => describe(verb, join(base, path), `${controller.name}.${name}`, access)),
    );
  });
};

const describe = (method: string, path: string, handler: string, access: Access | undefined): RouteAccess => {
  const explicit = access?.kind === 'roles' ? access.scope : null;
  const scope = access?.kind === 'roles' ? (explicit ?? scopeOfRoute(method, path)) : null;
  return { method, path, handler, access, scope };
};

const pathsOf = (target: object): string[] => {
  const paths = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return paths === undefined ? [''] : [paths].flat();
};

const join = (...parts: readonly string[]): string =>
  `/${parts
    .map(part => part.replace(/^\/+|\/+$/g, ''))
    .filter(Boolean)
    .join('/')}`;
