const shared = {
  roots: ["<rootDir>/src", "<rootDir>/tests"],
  // The decision package lies outside of this folder, and has no packages of its own.
  modulePaths: ["<rootDir>/node_modules"],
  moduleNameMapper: { "^@insecta/decision$": "<rootDir>/../webportal/packages/decision/src/index.ts" },
};

module.exports = {
  projects: [
    {
      ...shared,
      displayName: "units",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testEnvironment: "node",
      transform: { "\\.[jt]sx?$": "babel-jest" },
      transformIgnorePatterns: ["/node_modules/(?!(@noble|fake-indexeddb|fflate)/)"],
    },
    { ...shared, displayName: "screens", preset: "jest-expo", testMatch: ["<rootDir>/tests/**/*.test.tsx"] },
  ],
  testTimeout: 900_000,
};
