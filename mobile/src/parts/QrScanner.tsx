import { CameraView, useCameraPermissions } from "expo-camera";
import { useEffect, useRef } from "react";
import { View } from "react-native";
import { t } from "../messages";
import { Button } from "./Button";
import { Notice } from "./Layout";
import { Body } from "./Type";

interface Props {
  onFound: (text: string) => void;
  onClose: () => void;
}

export function QrScanner({ onFound, onClose }: Props) {
  const [permission, ask] = useCameraPermissions();
  const done = useRef(false);
  useEffect(() => {
    if (permission && !permission.granted && permission.canAskAgain) void ask();
  }, [permission, ask]);
  return (
    <View style={{ gap: 8 }}>
      <Body>{t.settings.scanHelp}</Body>
      {permission?.granted ? (
        <CameraView
          style={{ height: 280, borderRadius: 12 }}
          barcodeScannerSettings={{ barcodeTypes: ["qr"] }}
          onBarcodeScanned={({ data }) => {
            if (done.current) return;
            done.current = true;
            onFound(data);
          }}
        />
      ) : (
        <Notice text={t.identify.noCamera} />
      )}
      <Button label={t.close} onPress={onClose} small />
    </View>
  );
}
