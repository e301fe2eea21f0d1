import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Broken, Missing } from "./components/Problems";
import { Shell } from "./components/Shell";
import { HomePage } from "./pages/HomePage";
import { parseSearch, type SearchParams, stringifySearch, validParams } from "./search/url";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: Missing });

const home = createRoute({ getParentRoute: () => rootRoute, path: "/", component: HomePage });

const search = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search",
  validateSearch: (raw: Record<string, unknown>): SearchParams => validParams(raw),
  component: lazyRouteComponent(() => import("./pages/SearchPage"), "SearchPage"),
});

const specimen = createRoute({
  getParentRoute: () => rootRoute,
  path: "/specimens/$id",
  component: lazyRouteComponent(() => import("./pages/SpecimenPage"), "SpecimenPage"),
});

const runs = createRoute({
  getParentRoute: () => rootRoute,
  path: "/runs",
  component: lazyRouteComponent(() => import("./pages/RunsPage"), "RunsPage"),
});

const run = createRoute({
  getParentRoute: () => rootRoute,
  path: "/runs/$id",
  component: lazyRouteComponent(() => import("./pages/RunPage"), "RunPage"),
});

const routeTree = rootRoute.addChildren([home, search, specimen, runs, run]);

export function makeRouter() {
  return createRouter({
    routeTree,
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: Broken,
  });
}
