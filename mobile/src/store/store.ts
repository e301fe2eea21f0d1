/** Where records live on the device. Every adapter passes tests/store.contract.ts. */

import type { Find, Habits, Picture } from "../records/find";
import type { Item } from "../queue/item";
import type { Wish } from "../messages";

export interface Setting {
  id: string;
  value: unknown;
}

/** The server, who its owner is, and what they chose. */
export interface Preferences {
  server: string;
  wifiOnly: boolean;
  largeText: boolean;
  scheme: "system" | "light" | "dark";
  language: Wish;
  habits: Habits;
  introduced: boolean;
}

/** A release whose files were checked and are kept here. */
export interface KeptRelease {
  id: string;
  name: string;
  version: string;
  kept: string;
}

export interface Kinds {
  find: Find;
  picture: Picture;
  item: Item;
  setting: Setting;
  release: KeptRelease;
}
export type Kind = keyof Kinds;
export const KINDS: readonly Kind[] = ["find", "picture", "item", "setting", "release"];

export type Change =
  | { [K in Kind]: { kind: K; put: Kinds[K] } }[Kind]
  | { kind: Kind; remove: string };

export interface Store {
  /** Everything of a kind, in no order. */
  all<K extends Kind>(kind: K): Promise<Kinds[K][]>;
  /** All changes or none; kept when it resolves. Throws NoRoom. */
  write(changes: readonly Change[]): Promise<void>;
  /**
   * Replace one entry by what `made` makes of the present one, with nobody in between; null leaves
   * it. Answers what is there afterwards.
   */
  update<K extends Kind>(kind: K, id: string, made: (present: Kinds[K] | null) => Kinds[K] | null): Promise<Kinds[K] | null>;
  /** Keep bytes under a name. Throws NoRoom. */
  putBytes(name: string, bytes: Uint8Array): Promise<void>;
  bytes(name: string): Promise<Uint8Array | null>;
  removeBytes(name: string): Promise<void>;
  /** Names of all bytes that are kept. */
  names(): Promise<string[]>;
  /** An address that an image element can show; null where there are no such bytes. */
  uri(name: string, type: string): Promise<string | null>;
  /** Nothing is left. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The device has no room left. */
export class NoRoom extends Error {
  constructor(cause?: unknown) {
    super("there is no room left on this device", { cause });
    this.name = "NoRoom";
  }
}

const FULL = /quota|disk is full|database or disk|no space|enospc|not enough space/i;

/** The error itself, or NoRoom where it tells of a full device. */
export function judged(error: unknown): unknown {
  if (error instanceof NoRoom) return error;
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  return FULL.test(text) ? new NoRoom(error) : error;
}
