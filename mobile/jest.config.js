const shared = "<rootDir>/../webportal/packages/decision/src/index.ts";
const moduleNameMapper = { "^@insecta/decision$": shared };

module.exports = {
  projects: [
    {
      displayName: "units",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testEnvironment: "node",
      transform: { "\\.[jt]sx?$": "babel-jest" },
      transformIgnorePatterns: ["/node_modules/(?!(@noble|fake-indexeddb|fflate)/)"],
      moduleNameMapper,
    },
    { displayName: "screens", preset: "jest-expo", testMatch: ["<rootDir>/tests/**/*.test.tsx"], moduleNameMapper },
  ],
  testTimeout: 120_000,
};
