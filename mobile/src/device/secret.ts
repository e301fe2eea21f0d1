import { deleteItemAsync, getItemAsync, setItemAsync } from "expo-secure-store";

const NAME = "insecta.key";

/** The key of the server, in the phone's own safe. */
export const readKey = async (): Promise<string> => (await getItemAsync(NAME)) ?? "";

export const keepKey = (key: string): Promise<void> => (key ? setItemAsync(NAME, key) : deleteItemAsync(NAME));
