/** Cameras with a hot folder: asked every second, so that a photographer is told within three. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, told } from "./client";

export const stationsQuery = queryOptions({
  queryKey: ["stations"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/stations", asked(signal)), signal),
  refetchInterval: 1_000,
  refetchIntervalInBackground: true,
  staleTime: 0,
});
