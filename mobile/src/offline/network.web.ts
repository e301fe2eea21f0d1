/** The network of a release in a browser: LiteRT as WebAssembly, served beside the app. */

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { oneAtATime } from "./oneAtATime";
import { ordered, type LoadNetwork } from "./see";

const RUNTIME = "/app/litert/";
let runtime: Promise<unknown> | null = null;

export const loadNetwork: LoadNetwork = async ({ bytes, side, outputs }) => {
  runtime ??= loadLiteRt(RUNTIME);
  await runtime;
  const model = await loadAndCompile(oneAtATime(bytes), { accelerator: "wasm" });
  const names = model.getOutputDetails().map(({ name }) => name);
  return {
    async run(picture) {
      const input = new Tensor(picture as Uint8Array<ArrayBuffer>, [1, side, side, 3]);
      try {
        const told = await model.run(input);
        const read = await Promise.all(told.map(async (tensor, n) => {
          const values = Float32Array.from((await tensor.data()) as Float32Array);
          tensor.delete();
          return { name: names[n] ?? "", values };
        }));
        return ordered(read, outputs);
      } finally {
        input.delete();
      }
    },
  };
};
