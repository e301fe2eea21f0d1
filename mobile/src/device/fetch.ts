/** Sends bytes as they are, which React Native's own fetch turns into text on their way. */
export { fetch } from "expo/fetch";
