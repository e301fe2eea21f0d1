import { registerRootComponent } from "expo";
import { App } from "./src/App";
import { sharedCore } from "./src/core";
import { sendInBackground } from "./src/device/background";
import { openAgainOffline } from "./src/device/openAgain";

sendInBackground(sharedCore);
registerRootComponent(App);
openAgainOffline();
