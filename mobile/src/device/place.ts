import { Accuracy, getCurrentPositionAsync, requestForegroundPermissionsAsync } from "expo-location";
import type { Place } from "../records/find";
import { NotAllowed } from "./pick";

/** Where the phone is. Throws NotAllowed, or what the phone says. */
export async function herePlace(): Promise<Place> {
  const { granted } = await requestForegroundPermissionsAsync();
  if (!granted) throw new NotAllowed();
  const { coords } = await getCurrentPositionAsync({ accuracy: Accuracy.High });
  const places = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return {
    latitude: places(coords.latitude), longitude: places(coords.longitude),
    uncertaintyM: coords.accuracy === null ? null : Math.ceil(coords.accuracy),
  };
}
