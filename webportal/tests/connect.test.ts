import { describe, expect, it } from "vitest";
import { connectText, isOwnMachine } from "../src/account/connect";

describe("the QR code", () => {
  it("says what docs/guides/app.md promises", () => {
    const text = connectText("https://insects.example.org", " insecta_abcDEF-123_00ff11 ");
    expect(text).toBe("insecta://connect?server=https%3A%2F%2Finsects.example.org&key=insecta_abcDEF-123_00ff11");
    expect(connectText("https://insects.example.org", "")).toBe("insecta://connect?server=https%3A%2F%2Finsects.example.org");
  });
  it("knows addresses that no phone reaches", () => {
    expect(["http://127.0.0.1:8470", "http://localhost", "http://[::1]:8470"].map(isOwnMachine)).toEqual([true, true, true]);
    expect(isOwnMachine("http://192.168.1.20:8470")).toBe(false);
  });
});
