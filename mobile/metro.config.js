// Metro also reads what the app shares with the portal: the decision package, the words, and how answers are said in them.
const { join } = require("node:path");
const { getDefaultConfig } = require("expo/metro-config");

const portal = join(__dirname, "..", "webportal");
const decision = join(portal, "packages", "decision");
const config = getDefaultConfig(__dirname);
config.watchFolders = [decision, join(portal, "src", "messages"), join(portal, "src", "answer")];
config.resolver.extraNodeModules = { "@insecta/decision": decision };
config.resolver.nodeModulesPaths = [join(__dirname, "node_modules")];
module.exports = config;
