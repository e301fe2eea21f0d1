import { registerRootComponent } from "expo";
import { App } from "./src/App";
import { openAgainOffline } from "./src/device/openAgain";

registerRootComponent(App);
openAgainOffline();
