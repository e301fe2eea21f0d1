import { useState } from "react";
import { useCore, useShelf } from "../context";
import { canScan } from "../device/canScan";
import { t } from "../messages";
import { Api } from "../server/api";
import { isKey, isOpenToOthers, readLink, type Link } from "../server/link";
import { Button } from "./Button";
import { Field } from "./Field";
import { Card, Notice, Row } from "./Layout";
import { QrScanner } from "./QrScanner";
import { troubleText } from "./Trouble";
import { Body, Heading } from "./Type";

/** The server's address and key: typed, pasted from a QR code, or scanned. */
export function ServerCard() {
  const core = useCore();
  const { server } = useShelf().preferences;
  const [text, setText] = useState(server);
  const [key, setKey] = useState("");
  const [scanning, setScanning] = useState(false);
  const [told, setTold] = useState("");
  const [trouble, setTrouble] = useState("");

  const connect = async (link: Link) => {
    setTold("");
    setTrouble("");
    // The same server without a new key keeps the key it has.
    const keeps = link.server === server && !link.key && core.hasKey();
    try {
      const me = await (keeps ? core.api() : new Api(link.server, link.key)).me();
      if (!keeps) await core.connect(link.server, link.key);
      setTold(t.settings.connected(me.name));
      setKey("");
    } catch (error) {
      setTrouble(`${t.settings.notConnected} ${troubleText(error)}`);
    }
  };
  const submit = () => {
    const link = readLink(text);
    if (!link) return setTrouble(t.settings.addressBad);
    const given = key.trim() || link.key;
    if (given && !isKey(given)) return setTrouble(t.settings.keyBad);
    void connect({ server: link.server, key: given });
  };
  const scanned = (found: string) => {
    setScanning(false);
    const link = readLink(found);
    if (!link) return setTrouble(t.settings.scanBad);
    setText(link.server);
    void connect(link);
  };
  const link = readLink(text);
  const hours = Math.round(core.api().aheadMs / 3_600_000);
  return (
    <Card>
      <Heading>{t.settings.server}</Heading>
      {canScan && !scanning && <Button label={t.settings.scan} onPress={() => setScanning(true)} />}
      {scanning && <QrScanner onFound={scanned} onClose={() => setScanning(false)} />}
      <Field label={t.settings.paste} value={text} onChangeText={setText} autoCapitalize="none" autoCorrect={false} inputMode="url" maxLength={600} />
      <Field label={t.settings.key} hint={t.settings.keyHint} value={key} onChangeText={setKey} secureTextEntry autoCapitalize="none" autoCorrect={false} maxLength={220} />
      {link && isOpenToOthers(link.server) && <Notice text={t.settings.open} />}
      {hours !== 0 && <Notice text={t.settings.clock(hours)} />}
      {trouble ? <Notice text={trouble} grave /> : null}
      {told ? <Body role="status" strong>{told}</Body> : null}
      <Row><Button label={t.settings.connect} kind="main" onPress={submit} /></Row>
    </Card>
  );
}
