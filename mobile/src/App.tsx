import { Text } from "react-native";

export function App() {
  return <Text>Insecta</Text>;
}
