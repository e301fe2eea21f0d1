// Metro also reads the decision package that the portal and the app share.
const { join } = require("node:path");
const { getDefaultConfig } = require("expo/metro-config");

const config = getDefaultConfig(__dirname);
const decision = join(__dirname, "..", "webportal", "packages", "decision");
config.watchFolders = [decision].filter((path) => require("node:fs").existsSync(path));
config.resolver.extraNodeModules = { "@insecta/decision": decision };
config.resolver.nodeModulesPaths = [join(__dirname, "node_modules")];
module.exports = config;
