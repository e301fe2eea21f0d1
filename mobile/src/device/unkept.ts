/** A change that could not be kept is told on the screen; a phone makes no more of it. */
export function heedUnkept(): void {}
