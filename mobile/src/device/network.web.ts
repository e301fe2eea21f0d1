export interface Network {
  online: boolean;
  unmetered: boolean;
}

interface Connection extends EventTarget {
  type?: string;
}

/** Browsers tell whether there is a network, and few what kind: only a known mobile one is metered. */
export function watchNetwork(listener: (network: Network) => void): () => void {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  const tell = () => listener({ online: navigator.onLine, unmetered: connection?.type !== "cellular" });
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  connection?.addEventListener?.("change", tell);
  tell();
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
    connection?.removeEventListener?.("change", tell);
  };
}
