import { createContext, useContext, useEffect, useReducer, useState, useSyncExternalStore, type PropsWithChildren } from "react";
import type { Core } from "./core";
import type { Network } from "./device/network";
import type { Shelf } from "./store/library";

const Current = createContext<Core | null>(null);

export function CoreProvider({ core, children }: PropsWithChildren<{ core: Core }>) {
  return <Current.Provider value={core}>{children}</Current.Provider>;
}

export function useCore(): Core {
  const core = useContext(Current);
  if (!core) throw new Error("no core above this screen");
  return core;
}

/** Everything on the device; a screen is drawn again when it changes. */
export function useShelf(): Shelf {
  const { library } = useCore();
  return useSyncExternalStore(library.subscribe, library.shelf, library.shelf);
}

export function useNetwork(): Network {
  const core = useCore();
  return useSyncExternalStore(core.onNetwork, core.network, core.network);
}

/** What the server says, asked again when `key` changes; `again` asks once more. */
export function useAsked<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): { told: T | null; error: unknown; busy: boolean; again: () => void } {
  const [state, setState] = useState<{ key: string; told: T | null; error: unknown; busy: boolean }>({ key: "", told: null, error: null, busy: false });
  const [round, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const ending = new AbortController();
    setState((before) => ({ ...before, key, busy: true, error: null }));
    ask(ending.signal)
      .then((told) => !ending.signal.aborted && setState({ key, told, error: null, busy: false }))
      .catch((error: unknown) => !ending.signal.aborted && setState((before) => ({ ...before, error, busy: false })));
    return () => ending.abort();
    // `ask` is made anew each time: `key` says when it asks for something else.
  }, [key, round]);
  return { told: state.told, error: state.error, busy: state.busy, again };
}
