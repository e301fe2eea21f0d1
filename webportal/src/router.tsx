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

const numbers = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search/numbers",
  component: lazyRouteComponent(() => import("./pages/NumbersPage"), "NumbersPage"),
});

const sets = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sets",
  component: lazyRouteComponent(() => import("./pages/SetsPage"), "SetsPage"),
});

const set = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sets/$id",
  component: lazyRouteComponent(() => import("./pages/SetPage"), "SetPage"),
});

const alike = createRoute({
  getParentRoute: () => rootRoute,
  path: "/search/alike",
  validateSearch: (raw: Record<string, unknown>): { image?: string; collection?: string } => {
    const first = (value: unknown) => (Array.isArray(value) ? String(value[0]) : "");
    const [image, collection] = [first(raw.image), first(raw.collection)];
    return { ...(/^[0-9a-f-]{36}$/.test(image) && { image }), ...(collection && { collection }) };
  },
  component: lazyRouteComponent(() => import("./pages/AlikePage"), "AlikePage"),
});

const specimen = createRoute({
  getParentRoute: () => rootRoute,
  path: "/specimens/$id",
  component: lazyRouteComponent(() => import("./pages/SpecimenPage"), "SpecimenPage"),
});

const picture = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pictures/$id",
  component: lazyRouteComponent(() => import("./pages/PicturePage"), "PicturePage"),
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

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./pages/SignInPage"), "SignInPage"),
});

const models = createRoute({
  getParentRoute: () => rootRoute,
  path: "/models",
  component: lazyRouteComponent(() => import("./pages/ModelsPage"), "ModelsPage"),
});

const ingest = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ingest",
  component: lazyRouteComponent(() => import("./pages/IngestPage"), "IngestPage"),
});

const review = createRoute({
  getParentRoute: () => rootRoute,
  path: "/review",
  validateSearch: (raw: Record<string, unknown>): { collection?: string } =>
    Array.isArray(raw.collection) ? { collection: String(raw.collection[0]) } : {},
  component: lazyRouteComponent(() => import("./pages/ReviewPage"), "ReviewPage"),
});

const stations = createRoute({
  getParentRoute: () => rootRoute,
  path: "/stations",
  validateSearch: (raw: Record<string, unknown>): { name?: string } => (Array.isArray(raw.name) ? { name: String(raw.name[0]) } : {}),
  component: lazyRouteComponent(() => import("./pages/StationPage"), "StationPage"),
});

const report = createRoute({
  getParentRoute: () => rootRoute,
  path: "/report",
  validateSearch: (raw: Record<string, unknown>): { collection?: string; from?: string; to?: string } => {
    const first = (value: unknown) => (Array.isArray(value) ? String(value[0]) : "");
    const day = (value: unknown) => (/^\d{4}-\d\d-\d\d$/.test(first(value)) ? first(value) : "");
    const [collection, from, to] = [first(raw.collection), day(raw.from), day(raw.to)];
    return { ...(collection && { collection }), ...(from && { from }), ...(to && { to }) };
  },
  component: lazyRouteComponent(() => import("./pages/ReportPage"), "ReportPage"),
});

const training = createRoute({
  getParentRoute: () => rootRoute,
  path: "/training",
  validateSearch: (raw: Record<string, unknown>): { collection?: string } =>
    Array.isArray(raw.collection) ? { collection: String(raw.collection[0]) } : {},
  component: lazyRouteComponent(() => import("./pages/TrainingPage"), "TrainingPage"),
});

const names = createRoute({
  getParentRoute: () => rootRoute,
  path: "/names",
  validateSearch: (raw: Record<string, unknown>): { collection?: string } =>
    Array.isArray(raw.collection) ? { collection: String(raw.collection[0]) } : {},
  component: lazyRouteComponent(() => import("./pages/NamesPage"), "NamesPage"),
});

const routeTree = rootRoute.addChildren([home, search, numbers, sets, set, alike, specimen, picture, runs, run, signIn, models, ingest, review, stations, names, report, training]);

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
