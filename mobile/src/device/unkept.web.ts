import { NoRoom } from "../store/store";

/** A change that could not be kept is told on the screen: it is no error of the page as well. */
export function heedUnkept(): void {
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof NoRoom) event.preventDefault();
  });
}
