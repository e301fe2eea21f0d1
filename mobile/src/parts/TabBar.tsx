import { View } from "react-native";
import Svg, { Path } from "react-native-svg";
import { t } from "../messages";
import { TABS, type Page, type Tab } from "../router";
import { useTheme } from "../theme/theme";
import { Link } from "./Link";
import { Body } from "./Type";

const ICONS: Record<Tab, string> = {
  identify: "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  records: "M5 4h14v16H5zM8 9h8M8 13h8M8 17h5",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5v5M8 14.5v5",
};

export function TabBar({ page }: { page: Page }) {
  const { colours } = useTheme();
  return (
    <View role="navigation" accessibilityLabel={t.tab.label} style={{ flexDirection: "row", borderTopWidth: 1, borderTopColor: colours.line, backgroundColor: colours.sheet }}>
      {TABS.map((tab) => <TabLink key={tab} tab={tab} chosen={tab === page.name} />)}
    </View>
  );
}

function TabLink({ tab, chosen }: { tab: Tab; chosen: boolean }) {
  const { colours } = useTheme();
  const colour = chosen ? colours.accent : colours.soft;
  return (
    <Link to={{ name: tab }} said={t.tab[tab]} current={chosen} inset style={{ flex: 1, minHeight: 56, alignItems: "center", justifyContent: "center", padding: 4 }}>
      <Svg width={24} height={24} viewBox="0 0 24 24" aria-hidden>
        <Path d={ICONS[tab]} fill="none" stroke={colour} strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round" />
      </Svg>
      <Body points={12} strong={chosen} colour={colour} style={{ textAlign: "center" }}>{t.tab[tab]}</Body>
    </Link>
  );
}
