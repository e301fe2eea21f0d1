import { getRandomValues } from "expo-crypto";
import { uuidOf } from "./uuid";

export const uuid = (): string => uuidOf(getRandomValues(new Uint8Array(16)));
