/** Paper, ink and one green, as in the portal; sizes grow with the reader's wish. */
import { createContext, useContext, type PropsWithChildren } from "react";
import { useColorScheme } from "react-native";
import type { Preferences } from "../store/store";

const LIGHT = {
  paper: "#f7f4ee", sheet: "#fffdf9", mat: "#ece7dc", ink: "#211f1b", soft: "#5f5a50", line: "#d9d2c4",
  lineStrong: "#8f8778", accent: "#1f5747", accentInk: "#fffdf9", wash: "#e3ece6", warn: "#8a3f12",
  warnWash: "#f7e8dc", gold: "#7a5a10", goldWash: "#f6edd3", water: "#dfe7ea",
};
export type Colours = typeof LIGHT;
const DARK: Colours = {
  paper: "#161512", sheet: "#1f1d19", mat: "#2a2722", ink: "#efe9dd", soft: "#b3ab9c", line: "#38342d",
  lineStrong: "#7d7567", accent: "#8ccbb2", accentInk: "#10231c", wash: "#20332b", warn: "#f0a878",
  warnWash: "#3a261a", gold: "#e6c874", goldWash: "#332b16", water: "#1b2326",
};

export interface Theme {
  colours: Colours;
  dark: boolean;
  /** A size in points, larger where the reader wants large text. */
  size(points: number): number;
}

const light: Theme = { colours: LIGHT, dark: false, size: (points) => points };
const Current = createContext<Theme>(light);
export const useTheme = (): Theme => useContext(Current);

const LARGER = 1.3;

export function ThemeProvider({ preferences, children }: PropsWithChildren<{ preferences: Preferences }>) {
  const system = useColorScheme();
  const dark = preferences.scheme === "system" ? system === "dark" : preferences.scheme === "dark";
  const factor = preferences.largeText ? LARGER : 1;
  const theme: Theme = { colours: dark ? DARK : LIGHT, dark, size: (points) => Math.round(points * factor) };
  return <Current.Provider value={theme}>{children}</Current.Provider>;
}
