/** The phone lets the queue go on now and then while the app is closed. */

import { BackgroundTaskResult, registerTaskAsync } from "expo-background-task";
import { defineTask } from "expo-task-manager";
import type { Core } from "../core";

const NAME = "insecta-queue";
/** Phones decide when; never more often than this. */
const LEAST_MINUTES = 15;

/** Must be called while the script is loaded, before anything is shown. */
export function sendInBackground(open: () => Promise<Core>): void {
  defineTask(NAME, async () => {
    try {
      const { driver } = await open();
      driver.poke();
      await driver.idle();
      return BackgroundTaskResult.Success;
    } catch {
      return BackgroundTaskResult.Failed;
    }
  });
  // A phone that forbids it sends when the app is open.
  void registerTaskAsync(NAME, { minimumInterval: LEAST_MINUTES }).catch(() => undefined);
}
