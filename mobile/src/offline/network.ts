/** The network of a release on a phone: LiteRT by react-native-fast-tflite. */

import { loadTensorflowModel } from "react-native-fast-tflite";
import { ordered, type LoadNetwork } from "./see";

export const loadNetwork: LoadNetwork = async ({ uri, outputs }) => {
  const model = await loadTensorflowModel({ url: uri }, []);
  const shapes = model.outputs.map(({ name, shape }) => ({ name, length: shape.at(-1) ?? 0 }));
  return {
    async run(picture) {
      const whole = picture.buffer.slice(picture.byteOffset, picture.byteOffset + picture.byteLength) as ArrayBuffer;
      const told = await model.run([whole]);
      return ordered(told.map((buffer, n) => ({ name: shapes[n]?.name ?? "", values: new Float32Array(buffer) })), outputs);
    },
  };
};
