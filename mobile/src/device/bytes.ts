import { File } from "expo-file-system";

/** The bytes behind an address of this phone. */
export const bytesOf = (uri: string, _file?: Blob): Promise<Uint8Array> => new File(uri).bytes();
