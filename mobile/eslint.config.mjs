import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", "dist", "dist-android", "public", "*.config.js", "*.config.mjs", "scripts", "e2e", ".expo"] },
  ...tseslint.configs.strict,
  {
    rules: {
      "no-console": "error",
      "max-lines-per-function": ["error", { max: 90, skipBlankLines: true, skipComments: true }],
      complexity: ["error", { max: 18, variant: "modified" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-require-imports": "off",
    },
  },
);
