import { registerRootComponent } from "expo";
import { App } from "./src/App";
import { sharedCore } from "./src/core";
import { sendInBackground } from "./src/device/background";
import { openAgainOffline } from "./src/device/openAgain";
import { heedUnkept } from "./src/device/unkept";

heedUnkept();
sendInBackground(sharedCore);
registerRootComponent(App);
openAgainOffline();
