import { CryptoDigestAlgorithm, digest } from "expo-crypto";
import { hex } from "./uuid";

export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await digest(CryptoDigestAlgorithm.SHA256, bytes as BufferSource)));
}
