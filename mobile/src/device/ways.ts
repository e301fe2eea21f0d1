import { BackHandler } from "react-native";
import { stackWays, type Ways } from "../router";

/** The phone's own back button goes one page back, and leaves the app from the first. */
export function ways(): Ways {
  const made = stackWays();
  BackHandler.addEventListener("hardwareBackPress", () => made.back());
  return made;
}
