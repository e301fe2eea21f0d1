/** The one client that docs/openapi.json makes; the portal generates it (`make clients`). */
export type { components, paths } from "../../../webportal/src/api/schema";
