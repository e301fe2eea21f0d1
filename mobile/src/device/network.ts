import { addNetworkStateListener, getNetworkStateAsync, NetworkStateType, type NetworkState } from "expo-network";

export interface Network {
  online: boolean;
  /** Not a mobile connection, as far as the device knows. */
  unmetered: boolean;
}

const UNMETERED = new Set([NetworkStateType.WIFI, NetworkStateType.ETHERNET]);

/** "Connected" is enough: a server in the house needs no internet. */
const told = ({ isConnected, type }: NetworkState): Network => ({
  online: isConnected !== false,
  unmetered: type !== undefined && UNMETERED.has(type),
});

/** Tells the network as it is, and whenever it changes. */
export function watchNetwork(listener: (network: Network) => void): () => void {
  void getNetworkStateAsync().then((state) => listener(told(state)));
  const listening = addNetworkStateListener((state) => listener(told(state)));
  return () => listening.remove();
}
